// npm run bench:foreign: whether time tells what is somebody else's from what is not there. Both are asked for turn by turn; if
// whoever saw one answer's time could guess better than a coin which it was, the field leaks.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Installation, install } from "./installation.ts";

const { values: given } = parseArgs({
  options: {
    asks: { type: "string", default: "2000" },
    only: { type: "string" },
    database: { type: "string", default: "sqlite" },
  },
});
const asks = Number(given.asks);
if (!Number.isInteger(asks) || asks < 1) throw new TypeError("--asks must be a whole number above 0");

type Kind = keyof Installation["foreign"];
const CLIENT_ID = "b3f6c6de-6d0e-4b5c-9d5c-0d5d3a8f7c11";
const UNTIL = new Date(Date.now() + 86_400_000).toISOString();
/** What asks for it, of which kind its id is, and who asks. */
const FIELDS: [string, Kind, string][] = [
  ["project", "project", "query($id: ID!) { project(id: $id) { id } }"],
  ["visitors", "project", "query($id: ID!) { visitors(projectId: $id) { totalCount } }"],
  ["updateProject", "project", 'mutation($id: ID!) { updateProject(id: $id, name: "x") { id } }'],
  ["visitor", "visitor", "query($id: ID!) { visitor(id: $id) { id } }"],
  [
    "setVisitorStatus",
    "visitor",
    "mutation($id: ID!) { setVisitorStatus(visitorId: $id, status: CLOSED) { id } }",
  ],
  [
    "setVisitorStatuses",
    "visitor",
    "mutation($id: ID!) { setVisitorStatuses(visitorIds: [$id], status: CLOSED) { id } }",
  ],
  ["eraseVisitor", "visitor", "mutation($id: ID!) { eraseVisitor(id: $id) }"],
  [
    "blockVisitor",
    "visitor",
    `mutation($id: ID!) { blockVisitor(visitorId: $id, until: "${UNTIL}") { id } }`,
  ],
  ["saveDraft", "visitor", 'mutation($id: ID!) { saveDraft(visitorId: $id, text: "x") { replaced } }'],
  [
    "reply",
    "conversation",
    `mutation($id: ID!) { reply(conversationId: $id, text: "x", clientId: "${CLIENT_ID}") { id } }`,
  ],
  ["setTyping", "conversation", "mutation($id: ID!) { setTyping(conversationId: $id, typing: true) }"],
  ["revokeApiToken", "token", "mutation($id: ID!) { revokeApiToken(id: $id) }"],
  ["unblock", "block", "mutation($id: ID!) { unblock(id: $id) }"],
  [
    "chooseOption",
    "question",
    `mutation($id: ID!) { chooseOption(messageId: $id, index: 0, clientId: "${CLIENT_ID}") { seq } }`,
  ],
];
/** As long as ids of what is there, so that the bytes of question and answer are as many. */
const missingFor = (ids: readonly string[]) => ids.map((id) => "9".repeat(id.length));

const quantile = (times: readonly number[], part: number) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))] ?? NaN;

/** How often the slower one of two answers, one of each, is the foreign one: 0.5 is a coin. */
function guess(foreign: readonly number[], missing: readonly number[]): number {
  const all = [...foreign.map((time) => ({ time, is: 1 })), ...missing.map((time) => ({ time, is: 0 }))];
  all.sort((a, b) => a.time - b.time);
  let [below, won] = [0, 0];
  for (const { is } of all)
    if (is) won += below;
    else below++;
  return won / (foreign.length * missing.length);
}

const folder = mkdtempSync(join(tmpdir(), "atalaya-bench-"));
const house = await install(
  given.database === "mariadb"
    ? String(process.env.ATALAYA_BENCH_DATABASE)
    : `sqlite:${join(folder, "atalaya.db")}`,
);
try {
  /** Three times what a coin strays by over so many. */
  const noise = 3 * Math.sqrt(1 / (6 * asks));
  const cells = (texts: string[]) =>
    texts.map((text, index) => (index ? text.padStart(14) : text.padEnd(22))).join("");
  console.log(
    `${asks} asks of each, turn by turn, on ${given.database}. A coin's guess strays by ${(noise * 100).toFixed(1)}.\n`,
  );
  console.log(cells(["field", "foreign p50", "missing p50", "apart, µs", "guess, %", "told apart"]));
  for (const [name, kind, query] of FIELDS.filter(([each]) => !given.only || each.includes(given.only))) {
    const caller = kind === "question" ? house.visitor : house.stranger;
    const [theirs, none] = [house.foreign[kind], missingFor(house.foreign[kind])];
    const times = { foreign: [] as number[], missing: [] as number[] };
    const answers = new Set<string>();
    const once = async (what: keyof typeof times, nth: number, counts: boolean) => {
      const id = (what === "foreign" ? theirs : none)[nth % theirs.length];
      const began = performance.now();
      const text = await caller.ask(query, { id });
      if (counts) times[what].push((performance.now() - began) * 1000);
      answers.add(text);
    };
    for (let nth = -Math.min(100, asks); nth < asks; nth++) {
      // Who comes first takes turns too.
      const order = nth % 2 ? (["foreign", "missing"] as const) : (["missing", "foreign"] as const);
      for (const what of order) await once(what, Math.abs(nth), nth >= 0);
    }
    if (answers.size !== 1) throw new Error(`${name} answers in different words: ${[...answers].join(" ")}`);
    const [slow, quick, right] = [
      quantile(times.foreign, 0.5),
      quantile(times.missing, 0.5),
      guess(times.foreign, times.missing),
    ];
    const isTold = Math.abs(right - 0.5) > noise;
    console.log(
      cells([
        name,
        slow.toFixed(0),
        quick.toFixed(0),
        (slow - quick).toFixed(1),
        (right * 100).toFixed(1),
        isTold ? "YES" : "no",
      ]),
    );
  }
} finally {
  await house.stop();
  rmSync(folder, { recursive: true, force: true });
}
