// Schemas and *.gql documents in, git-ignored generated.ts out: typed document nodes for the console.
// The widget keeps its documents as plain strings (it has no room for a parser), so it only gets types.
import type { CodegenConfig } from "@graphql-codegen/cli";

const scalars = {
  DateTime: "string",
  Date: "string",
  TimeZone: "string",
  Cursor: "string",
  JSONObject: "Record<string, unknown>",
};

const config: CodegenConfig = {
  ignoreNoDocuments: true,
  generates: {
    "console/src/lib/api/generated.ts": {
      schema: "schema.graphql",
      documents: ["console/src/**/*.gql", "!console/src/lib/flows/*.gql"],
      plugins: ["typescript-operations", "typed-document-node"],
      config: { scalars, enumsAsTypes: true, useTypeImports: true, strictScalars: true },
    },
    // A module of its own, so that its documents come with the flow's editor and not with the first screen.
    "console/src/lib/flows/generated.ts": {
      schema: "schema.graphql",
      documents: "console/src/lib/flows/*.gql",
      plugins: ["typescript-operations", "typed-document-node"],
      config: { scalars, enumsAsTypes: true, useTypeImports: true, strictScalars: true },
    },
    "widget/src/sdk/generated.ts": {
      schema: "widget/src/schema.graphql",
      documents: "widget/src/**/*.gql",
      plugins: ["typescript-operations", "typed-document-node"],
      config: {
        scalars,
        enumsAsTypes: true,
        useTypeImports: true,
        strictScalars: true,
        documentMode: "string",
      },
    },
  },
};

export default config;
