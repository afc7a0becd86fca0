package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.json.SchemaTexts.assertRefused;
import static dev.drover.engine.constraint.json.SchemaTexts.lenient;
import static dev.drover.engine.constraint.json.SchemaTexts.schema;

import org.junit.jupiter.api.Test;

/** Arrays: items, counts, what must be contained, different items. */
class ArraySchemaTest {
  @Test
  void itemsAndCounts() {
    schema("{'type':'array','items':{'type':'integer'},'minItems':1,'maxItems':3}")
        .accepts("[1]", "[1, 2,3]", "[\n  1,\n  2\n]")
        .refuses("[]", "[1,2,3,4]", "['a']", "[1,]", "[1 2]");
    schema("{'type':'array','maxItems':0}").accepts("[]", "[ ]").refuses("[1]");
    schema("{'type':'array','items':false}").accepts("[]").refuses("[1]");
    schema("{'type':'array'}").accepts("[]", "[1,'a',{'b':[null]}]");
  }

  @Test
  void prefixesAndWhatFollows() {
    schema("{'type':'array','prefixItems':[{'type':'integer'},{'type':'string'}]}")
        .accepts("[]", "[1]", "[1,'a']")
        .refuses("['a']", "[1,2]", "[1,'a',2]");
    schema(
            "{'type':'array','prefixItems':[{'type':'integer'}],'items':{'type':'null'},'minItems':1,'maxItems':3}")
        .accepts("[1]", "[1,null]", "[1,null,null]")
        .refuses("[]", "[null]", "[1,null,null,null]");
    schema("{'type':'array','prefixItems':[{'type':'integer'}],'minItems':3}")
        .accepts("[1,true,'x']")
        .refuses("[1]", "[1,2]");
  }

  @Test
  void whatMustBeContainedComesFirst() {
    schema(
            "{'type':'array','items':{'type':['integer','string']},'contains':{'type':'string'},'minContains':2}")
        .accepts("['a','b']", "['a','b',1,'c']")
        .refuses("[]", "['a']", "['a',1]", "['a','b',null]");
    schema("{'type':'array','contains':{'const':1},'minContains':0}").accepts("[]", "[2]");
  }

  @Test
  void itemsOfAShortListMayBeHeldDifferent() {
    schema(
            "{'type':'array','items':{'enum':['a','b',1]},'uniqueItems':true,'minItems':1,'maxItems':2}")
        .accepts("['a']", "['b','a']", "[1,'b']")
        .refuses("[]", "['a','a']", "['a','b',1]");
    schema("{'type':'array','items':{'type':'string'},'uniqueItems':true,'maxItems':1}")
        .accepts("['a']");
    schema("{'type':'array','items':{'type':'string'},'uniqueItems':false}").accepts("['a','a']");
  }

  @Test
  void refused() {
    String unique = "{'type':'array','items':{'type':'string'},'uniqueItems':true}";
    assertRefused(unique, "#/uniqueItems:", "'uniqueItems'");
    lenient(unique).accepts("['a','b']");
    assertRefused("{'type':'array','items':[true]}", "#/items:", "prefixItems");
    assertRefused("{'type':'array','contains':{'const':1},'maxContains':1}", "#/maxContains:");
    assertRefused("{'type':'array','minItems':2,'maxItems':1}", "no value fits");
    assertRefused("{'type':'array','minItems':2,'items':false}", "no value fits");
    assertRefused("{'type':'array','minItems':-1}", "#/minItems: must be a whole number");
    assertRefused("{'type':'array','minItems':1.5}", "#/minItems: must be a whole number");
  }
}
