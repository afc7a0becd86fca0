package dev.drover.engine.constraint.json;

import static dev.drover.engine.constraint.json.SchemaTexts.assertRefused;
import static dev.drover.engine.constraint.json.SchemaTexts.lenient;
import static dev.drover.engine.constraint.json.SchemaTexts.schema;

import org.junit.jupiter.api.Test;

/** Choices, merges, references, values, types. */
class CombinedSchemaTest {
  @Test
  void trueAndFalse() {
    schema("true").accepts("null", "1", "'x'", "[{}]", "{'a':{'b':[]}}").refuses("", "x", "[");
    schema("{}").accepts("true");
    assertRefused("false", "no value fits");
  }

  @Test
  void types() {
    schema("{'type':['string','null']}").accepts("'x'", "null").refuses("1", "[]");
    schema("{'type':'boolean'}").accepts("true", "false").refuses("0", "null");
    assertRefused("{'type':'text'}", "#/type: there is no type 'text'");
  }

  @Test
  void keywordsOfATypeMeanThatType() {
    schema("{'properties':{'a':{'type':'null'}}}").accepts("{'a':null}").refuses("1", "'x'");
    schema("{'minLength':2}").accepts("'ab'").refuses("'a'", "[]");
    schema("{'enum':[1,'abc'],'minLength':2}").accepts("1", "'abc'");
  }

  @Test
  void valuesInTheirCanonicalText() {
    schema("{'enum':[1,-2.50,'a\\nb/ü',null,true,[1,{'k':[]}],{}]}")
        .accepts(
            "1", "-2.5", "'a\\nb/ü'", "null", "true", "[1,{'k':[]}]", "[ 1, { 'k': [ ] } ]", "{}")
        .refuses("1.0", "2", "'a'", "'a\\u000ab/ü'", "false", "[]");
    schema("{'const':{'b':1,'a':2}}").accepts("{'b':1,'a':2}").refuses("{'a':2,'b':1}", "{'b':1}");
    schema(
            "{'enum':['a','bb',3,{'k':1},[1]],'type':['string','object','array'],'minLength':2,'minItems':2}")
        .accepts("'bb'", "{'k':1}")
        .refuses("'a'", "3", "[1]");
    schema("{'allOf':[{'enum':[1,2,3]},{'enum':[2.0,3,4]},{'maximum':2}]}")
        .accepts("2")
        .refuses("1", "3");
    assertRefused("{'const':'abc','pattern':'^b'}", "no value fits");
  }

  @Test
  void choices() {
    schema("{'anyOf':[{'type':'integer','minimum':5},{'type':'string'},{'const':null}]}")
        .accepts("5", "'x'", "null")
        .refuses("4", "true");
    schema(
            "{'type':'object','properties':{'a':{'type':'null'},'b':{'type':'null'}},"
                + "'anyOf':[{'required':['a']},{'required':['b']}]}")
        .accepts("{'a':null}", "{'b':null}", "{'a':null,'b':null}")
        .refuses("{}");
  }

  @Test
  void oneOfIsHeldToWhereChoicesDiffer() {
    schema("{'oneOf':[{'type':'integer'},{'type':'string'}]}").accepts("1", "'x'").refuses("null");
    schema("{'oneOf':[{'type':'integer','maximum':3},{'type':'integer','minimum':4}]}")
        .accepts("3", "4");
    schema("{'oneOf':[{'type':'string','pattern':'^a'},{'type':'string','pattern':'^b'}]}")
        .accepts("'ax'", "'bx'");
    String overlapping = "{'oneOf':[{'type':'integer'},{'type':'number','minimum':3}]}";
    assertRefused(overlapping, "#/oneOf/1:", "choice 0", "anyOf");
    lenient(overlapping).accepts("5", "3.5");
    assertRefused(
        "{'type':'array','items':{'oneOf':[{'maxLength':5,'type':'string'},{'minLength':5,'type':'string'}]}}",
        "#/items/oneOf/1:");
  }

  @Test
  void tagsTellChoicesOfOneOfApart() {
    String tagged =
        "{'oneOf':[{'type':'object','properties':{'t':{'const':'a'},'x':{'type':'null'}}%1$s},"
            + "{'type':'object','properties':{'t':{'const':'b'},'x':{'type':'null'}}%1$s}]%2$s}";
    schema(tagged.formatted(",'required':['t']", ""))
        .accepts("{'t':'a','x':null}", "{'t':'b'}")
        .refuses("{'x':null}");
    schema(tagged.formatted("", ",'discriminator':{'propertyName':'t'}"))
        .accepts("{'t':'a','x':null}")
        .refuses("{'x':null}", "{}");
    assertRefused(tagged.formatted("", ""), "#/oneOf/1:");
  }

  @Test
  void merges() {
    schema(
            "{'allOf':[{'type':'object','properties':{'a':{'type':'number'}},'required':['a']},"
                + "{'properties':{'a':{'type':'integer','minimum':3},'b':{'type':'null'}}}]}")
        .accepts("{'a':3}", "{'a':4,'b':null}")
        .refuses("{'a':2}", "{'a':3.5}", "{'b':null}");
    schema(
            "{'allOf':[{'anyOf':[{'type':'string'},{'type':'integer'}]},{'anyOf':[{'type':'integer'},{'type':'null'}]}]}")
        .accepts("1")
        .refuses("'x'", "null");
    assertRefused("{'allOf':[{'type':'string'},{'type':'integer'}]}", "no value fits");
  }

  @Test
  void references() {
    schema(
            "{'$ref':'#/$defs/n','$defs':{'n':{'type':'object','properties':{'v':{'type':'integer'},"
                + "'next':{'anyOf':[{'$ref':'#/$defs/n'},{'type':'null'}]}},'required':['v','next']}}}")
        .accepts("{'v':1,'next':null}", "{'v':1,'next':{'v':2,'next':null}}")
        .refuses("{'v':1}", "{'v':1,'next':{'v':2}}");
    schema("{'type':'array','items':{'$ref':'#'}}").accepts("[]", "[[],[[]]]").refuses("[1]");
    schema("{'$ref':'#one','$defs':{'x':{'$anchor':'one','const':1}}}").accepts("1").refuses("2");
    schema("{'$ref':'#/$defs/a~1b%20c','minimum':2,'$defs':{'a/b c':{'type':'integer'}}}")
        .accepts("2")
        .refuses("1", "2.5");
    schema(
            "{'$id':'https://x.org/s','$ref':'https://x.org/s#/definitions/a','definitions':{'a':{'const':1}}}")
        .accepts("1");
  }

  @Test
  void referencesThatLeadNowhere() {
    assertRefused("{'$ref':'#/$defs/x'}", "#/$ref: there is nothing at '#/$defs/x'");
    assertRefused("{'$ref':'other.json'}", "#/$ref:", "only references into this schema");
    assertRefused("{'$ref':'#'}", "#: its references lead in a circle");
    assertRefused("{'anyOf':[{'$ref':'#'},{'type':'null'}]}", "leads back to itself");
    assertRefused(
        "{'type':'object','properties':{'a':{'$ref':'#'}},'required':['a']}", "#: no value fits");
  }

  @Test
  void nullable() {
    schema("{'type':'string','nullable':true}").accepts("'x'", "null").refuses("1");
    schema("{'type':'string','enum':['a'],'nullable':true}").accepts("'a'", "null").refuses("'b'");
    schema("{'type':'string','nullable':false}").refuses("null");
  }

  @Test
  void annotationsChangeNothing() {
    schema(
            "{'title':'T','description':'D','default':1,'examples':[1],'deprecated':true,'readOnly':true,"
                + "'$comment':'c','$schema':'https://json-schema.org/draft/2020-12/schema','x-order':1,"
                + "'type':'null'}")
        .accepts("null")
        .refuses("1");
  }

  @Test
  void otherKeywordsAreRefusedByName() {
    assertRefused("{'not':{'type':'null'}}", "#/not: the keyword 'not' is not supported");
    assertRefused(
        "{'type':'array','items':{'if':true,'then':false}}", "#/items/if: the keyword 'if'");
    assertRefused("{'type':'string','format':'regex'}", "#/format: the format 'regex'");
    assertRefused("{'type':'string','pattern':'(?=a)b'}", "#/pattern: ");
    assertRefused("{'type':'object','unevaluatedProperties':false}", "'unevaluatedProperties'");
    lenient("{'type':'string','not':{'const':'a'},'format':'regex','pattern':'(?=a)b'}")
        .accepts("'a'");
  }
}
