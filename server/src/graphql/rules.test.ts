import { buildSchema, parse } from "graphql";
import { expect, test } from "vitest";
import { checkDocument, checkLimits } from "./rules.js";

const schema = buildSchema(`
  type Query { visitors(first: Int): Page, bulk(visitorIds: [ID!]): [Visitor] }
  type Page { nodes: [Visitor] }
  type Visitor { id: ID, friend: Visitor, messages(last: Int): [Message], pages: [Message], params: [Message] }
  type Message { id: ID, text: String, visitor: Visitor }
`);
const check = (source: string, variables = {}, mayIntrospect = false) => {
  const result = checkDocument(schema, source, { variables, mayIntrospect });
  return "errors" in result ? result.errors[0]?.message : "passed";
};

test("depth counts through fragments, and a fragment that spreads itself ends", () => {
  const deep = (levels: number): string => (levels === 0 ? "id" : `friend { ${deep(levels - 1)} }`);
  expect(check(`{ visitors { nodes { ${deep(5)} } } }`)).toBe("passed");
  expect(check(`{ visitors { nodes { ${deep(6)} } } }`)).toMatch(/nests 9 levels deep; 8 are allowed/);
  expect(check(`{ visitors { nodes { ...a } } } fragment a on Visitor { ${deep(6)} }`)).toMatch(/nests/);
  expect(check("{ visitors { nodes { ...a } } } fragment a on Visitor { friend { ...a } }")).toMatch(
    /Cannot spread fragment/,
  );
});

test("cost multiplies by what a list is asked for, also through a variable", () => {
  const document = "query($n: Int) { visitors(first: $n) { nodes { messages(last: 50) { id text } } } }";
  expect(check(document, { n: 20 })).toBe("passed");
  expect(check(document, { n: 100 })).toMatch(/costs more than 5000/);
});

test("introspection is for callers, within a depth of its own", () => {
  expect(check("{ __schema { types { name } } }")).toMatch(/signed-in callers only/);
  expect(check("{ __schema { types { name } } }", {}, true)).toBe("passed");
  const ofType = (levels: number): string => (levels === 0 ? "name" : `ofType { ${ofType(levels - 1)} }`);
  expect(check(`{ __schema { types { fields { type { ${ofType(9)} } } } } }`, {}, true)).toBe("passed");
  expect(check(`{ __schema { types { fields { type { ${ofType(20)} } } } } }`, {}, true)).toMatch(/nests/);
});

test("a doubled chain of fragments is judged in one pass", () => {
  const chain = Array.from(
    { length: 90 },
    (_, index) => `fragment f${index} on Visitor { ...f${index + 1} ...f${index + 1} }`,
  );
  expect(check(`{ visitors { nodes { ...f0 } } } ${chain.join(" ")} fragment f90 on Visitor { id }`)).toMatch(
    /costs more than/,
  );
});

test("a variable that is not given counts at its default, and null at the list's own size", () => {
  const document = (n: number) =>
    `query($n: Int = ${n}) { visitors(first: $n) { nodes { messages(last: 50) { id text } } } }`;
  expect(check(document(20))).toBe("passed");
  expect(check(document(100))).toMatch(/costs more than 5000/);
  expect(check(document(100), { n: 20 })).toBe("passed");
  expect(check(document(100), { n: null })).toBe("passed");
  expect(check(document(20), { n: 100 })).toMatch(/costs more than 5000/);
});

test("a list that does not say how many counts at its default size", () => {
  expect(check("{ visitors { nodes { messages { id text } } } }")).toBe("passed");
  expect(check("{ visitors(first: 60) { nodes { messages { id text } } } }")).toMatch(/costs more/);
  expect(check("{ visitors(first: 100) { nodes { params { id text } } } }")).toBe("passed");
  expect(check("{ visitors(first: 100) { nodes { params { id text a: id b: id c: id } } } }")).toMatch(
    /costs more/,
  );
  expect(check("{ visitors { nodes { messages { id text visitor { pages { id } } } } } }")).toMatch(
    /costs more/,
  );
  const bulk = "query($ids: [ID!]) { bulk(visitorIds: $ids) { messages { id text } } }";
  expect(check(bulk, { ids: ["1", "2"] })).toBe("passed");
  expect(check(bulk, { ids: Array.from({ length: 100 }, String) })).toMatch(/costs more/);
});

test("a document that passed is looked at again where its variables or the caller's rights may change the verdict", () => {
  const verdict = (document: ReturnType<typeof parse>, variables = {}, mayIntrospect = false) =>
    checkLimits(schema, document, { variables, mayIntrospect })[0]?.message ?? "passed";
  const sized = parse("query($n: Int) { visitors(first: $n) { nodes { messages(last: 50) { id text } } } }");
  expect([20, 100, 20].map((n) => verdict(sized, { n }))).toEqual([
    "passed",
    expect.stringMatching(/costs more/),
    "passed",
  ]);
  const ids = parse("query($v: [ID!]) { bulk(visitorIds: $v) { messages(last: 50) { id } } }");
  const many = Array.from({ length: 200 }, (_, index) => String(index));
  expect([["1"], many].map((v) => verdict(ids, { v }))).toEqual([
    "passed",
    expect.stringMatching(/costs more/),
  ]);
  const schemaItself = parse("{ __schema { types { name } } }");
  expect([true, false, true].map((may) => verdict(schemaItself, {}, may))).toEqual([
    "passed",
    expect.stringMatching(/signed-in/),
    "passed",
  ]);
  const tooDeep = parse(`{ visitors { nodes { ${"friend { ".repeat(7)} id ${"}".repeat(7)} } } }`);
  expect([verdict(tooDeep), verdict(tooDeep)]).toEqual([
    expect.stringMatching(/nests/),
    expect.stringMatching(/nests/),
  ]);
});
