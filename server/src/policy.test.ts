// Every entrance of both APIs says who may come in, and nothing is said of entrances that are not there.
import { GraphQLObjectType, GraphQLSchema, GraphQLString } from "graphql";
import { expect, test } from "vitest";
import { API_POLICY, type Rule, WIDGET_POLICY, entrances, guard } from "./policy.js";
import { buildApiSchema, buildWidgetSchema } from "./schema.js";

test.each([
  ["the agents' API", buildApiSchema, API_POLICY],
  ["the widget's API", buildWidgetSchema, WIDGET_POLICY],
])("%s: the table names exactly the entrances, and arguments that they have", (_name, build, policy) => {
  const fields = entrances(build());
  expect(Object.keys(policy).sort()).toEqual(fields.map(([name]) => name).sort());
  for (const [name, field] of fields) {
    const rule = policy[name] as Rule;
    if ("project" in rule && rule.project !== null)
      expect(field.args.map((each) => each.name)).toContain(rule.project);
    // An id of a project that no rule looks at would be a way around the table.
    if (field.args.some((each) => each.name === "projectId"))
      expect(rule).toMatchObject({ project: "projectId" });
  }
});

test("a field that nobody has thought of stops the schema from being built", () => {
  const query = new GraphQLObjectType({ name: "Query", fields: { secrets: { type: GraphQLString } } });
  expect(() => guard(new GraphQLSchema({ query }), {})).toThrow(/Query\.secrets/);
});
