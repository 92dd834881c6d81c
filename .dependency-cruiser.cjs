// The arrows of ARCHITECTURE.md as rules. Each says how to repair a break.
const ROOMS = [
  "audit",
  "agents",
  "projects",
  "identity",
  "visitors",
  "blocks",
  "devices",
  "conversations",
  "replies",
  "forms",
  "flows",
  "widget",
  "feed",
  "exports",
  "privacy",
];
const WALLS = ["guard", "database", "live", "graphql", "http"];

const looksLeft = ROOMS.map((room, index) => ({
  name: `looks-left-${room}`,
  comment: `${room} may know the rooms to its left, never those to its right. Let the right-hand room add what it needs to the type itself (a *.fields.ts file), or hand it in from app.ts.`,
  severity: "error",
  from: { path: `^server/src/${room}/` },
  to: { path: `^server/src/(${ROOMS.slice(index + 1).join("|") || "nothing"})/` },
}));

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment:
        "Two files that need one another are one thing, or a third is missing. Entities point at one another through Relation<T> and lazy types only.",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    ...looksLeft,
    {
      name: "use-the-door",
      comment:
        "Enter another room by its index.ts. If what you need is not there, ask whether it should be, and add it to the door.",
      severity: "error",
      from: { path: `^server/src/(${ROOMS.join("|")})/` },
      to: { path: `^server/src/(${ROOMS.join("|")})/`, pathNot: ["^server/src/$1/", "/index\\.ts$"] },
    },
    {
      name: "walls-know-no-room",
      comment:
        "guard, database, live, graphql and http hold the house up and know nobody who lives in it. Let app.ts hand in what they need.",
      severity: "error",
      from: { path: `^server/src/(${WALLS.join("|")})/` },
      to: { path: `^server/src/(${ROOMS.join("|")})/` },
    },
    {
      name: "ui-is-pure",
      comment:
        "console/src/lib/ui holds primitives that know nothing of visitors or servers. Pass what they show as properties.",
      severity: "error",
      from: { path: "^console/src/lib/ui/" },
      to: { path: "^console/src/lib/(?!ui/)" },
    },
    {
      name: "only-api-talks",
      comment: "Only console/src/lib/api talks to the server. Use what it exports.",
      severity: "error",
      from: { path: "^console/src/", pathNot: "^console/src/lib/api/" },
      to: { path: "node_modules/(@urql|graphql-ws)/" },
    },
    {
      name: "sdk-draws-nothing",
      comment: "widget/src/sdk is headless: sites use it without our screen. Let ui listen to it.",
      severity: "error",
      from: { path: "^widget/src/sdk/" },
      to: { path: "^widget/src/ui/" },
    },
    {
      name: "packages-meet-only-at-the-schema",
      comment:
        "server, console and widget share schema files and nothing else. What two of them need belongs into the schema, or is written twice.",
      severity: "error",
      from: { path: "^(server|console|widget)/src/" },
      to: { path: "^(server|console|widget)/src/", pathNot: "^$1/src/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(\\.test\\.ts$|/generated\\.ts$)" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".js", ".svelte", ".json"],
    },
  },
};
