package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.json.SchemaTexts.assertRefused;
import static dev.drover.engine.constraint.json.SchemaTexts.schema;

import org.junit.jupiter.api.Test;

/** Objects: which properties, in which order, and how many. */
class ObjectSchemaTest {
  @Test
  void propertiesComeInTheSchemasOrder() {
    schema(
            "{'type':'object','properties':{'a':{'type':'integer'},'b':{'type':'null'}},'required':['b']}")
        .accepts("{'a':1,'b':null}", "{'b':null}", "{ 'a': 1,\n    'b': null\n}")
        .refuses("{'b':null,'a':1}", "{'a':1}", "{}", "{'b':null,}", "{'b':null,'c':1}");
  }

  @Test
  void whitespaceIsBounded() {
    schema("{'type':'object','properties':{'a':{'type':'null'}},'required':['a']}")
        .accepts("{'a':null}", "{ 'a': null }", "{\n\t'a': null\n}")
        .refuses("{  'a':null}", "{\n\n'a':null}", "{'a' :null}", " {'a':null}", "{'a':null} ");
  }

  @Test
  void allMayBeLeftOutIfNoneIsRequired() {
    schema(
            "{'type':'object','properties':{'a':{'type':'null'},'b':{'type':'null'},'c':{'type':'null'}}}")
        .accepts("{}", "{'a':null}", "{'b':null}", "{'a':null,'c':null}", "{'b':null,'c':null}")
        .refuses("{'c':null,'a':null}", "{,'b':null}", "{'a':null 'b':null}");
  }

  @Test
  void requiredPropertiesThatNoneNamesAreAnyValue() {
    schema("{'type':'object','required':['z']}")
        .accepts("{'z':[1,{'q':'x'}]}", "{'z':null,'other':1}")
        .refuses("{}", "{'other':1}");
  }

  @Test
  void furtherPropertiesFollowAndHaveOtherNames() {
    schema(
            "{'type':'object','properties':{'id':{'type':'integer'},'idle':{'type':'null'}},"
                + "'additionalProperties':{'type':'boolean'}}")
        .accepts("{'id':1,'x':true}", "{'i':true,'idl':false,'idles':true}", "{'\\u0001':true}")
        .refuses(
            "{'x':true,'id':1}", "{'id':true}", "{'\\u0069d':true}", "{'idle':true}", "{'':true}");
  }

  @Test
  void furtherPropertiesAreClosedByDefaultWherePropertiesAreNamed() {
    schema("{'type':'object','properties':{'a':{'type':'null'}}}").refuses("{'b':1}");
    schema("{'type':'object'}").accepts("{'b':1}", "{}");
    schema("{'type':'object','additionalProperties':false}").accepts("{}").refuses("{'b':1}");
  }

  @Test
  void patternsOfKeys() {
    schema(
            "{'type':'object','properties':{'x-a':{'minimum':3}},'patternProperties':{'^x-':{'type':'integer'}},"
                + "'additionalProperties':false}")
        .accepts("{'x-a':3,'x-b':1}", "{'x-':0}")
        .refuses("{'x-a':2}", "{'x-a':3.5}", "{'y':1}", "{'x-b':true}");
    schema(
            "{'type':'object','propertyNames':{'maxLength':2},'properties':{'abc':true,'d':{'type':'null'}},"
                + "'additionalProperties':{'type':'null'}}")
        .accepts("{'d':null,'ef':null}")
        .refuses("{'abc':null}", "{'efg':null}");
  }

  @Test
  void overlappingPatternsOfKeysHoldTogether() {
    schema(
            "{'type':'object','patternProperties':{'^a':{'minimum':5,'type':'integer'},'b$':{'maximum':9,'type':'integer'}}}")
        .accepts("{'ax':7}", "{'xb':7}", "{'ab':7}")
        .refuses("{'ab':4}", "{'ab':10}", "{'xy':7}");
  }

  @Test
  void counts() {
    String three = "'properties':{'a':{'type':'null'},'b':{'type':'null'},'c':{'type':'null'}}";
    schema("{'type':'object'," + three + ",'minProperties':2}")
        .accepts("{'a':null,'b':null}", "{'b':null,'c':null}", "{'a':null,'b':null,'c':null}")
        .refuses("{'a':null}", "{}");
    schema("{'type':'object'," + three + ",'maxProperties':1,'required':['b']}")
        .accepts("{'b':null}")
        .refuses("{'a':null,'b':null}", "{'b':null,'c':null}");
    schema(
            "{'type':'object','additionalProperties':{'type':'null'},'minProperties':1,'maxProperties':2}")
        .accepts("{'q':null}", "{'q':null,'r':null}")
        .refuses("{}", "{'q':null,'r':null,'s':null}");
  }

  @Test
  void propertiesThatCannotBeAreLeftOut() {
    schema(
            "{'type':'object','properties':{'a':false,'b':{'enum':[1],'type':'string'},'c':{'type':'null'}}}")
        .accepts("{'c':null}", "{}")
        .refuses("{'a':1}", "{'b':1}");
  }

  @Test
  void dependencies() {
    schema(
            "{'type':'object','properties':{'card':{'type':'integer'},'address':{'type':'null'}},"
                + "'dependentRequired':{'card':['address']}}")
        .accepts("{}", "{'address':null}", "{'card':1,'address':null}")
        .refuses("{'card':1}");
    schema(
            "{'type':'object','properties':{'card':{'type':'integer'},'limit':{'type':'integer'}},"
                + "'dependentSchemas':{'card':{'properties':{'limit':{'minimum':5}},'required':['limit']}}}")
        .accepts("{}", "{'limit':1}", "{'card':1,'limit':5}")
        .refuses("{'card':1}", "{'card':1,'limit':4}");
  }

  @Test
  void refused() {
    assertRefused("{'type':'object','required':['a'],'properties':{'a':false}}", "no value fits");
    assertRefused(
        "{'type':'object','properties':{'a':{'type':'object','properties':{'b':{'enum':[1],'type':'string'}},"
            + "'required':['b']}},'required':['a']}",
        "#/properties/a/properties/b: no value fits");
    assertRefused("{'type':'object','minProperties':2}", "#/minProperties:", "could be the same");
    assertRefused("{'type':'object','required':'a'}", "#/required: must be a list");
    assertRefused("{'type':'object','properties':{'a':1}}", "#/properties/a: must be a schema");
    assertRefused(
        "{'type':'object','properties':{'" + "k".repeat(257) + "':true}}",
        "at most 256 characters");
  }
}
