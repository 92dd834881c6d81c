// Atalaya as a contestant: the built server, its console's own subscription, and its public mutations.
import { readFileSync } from "node:fs";
import { parse, print, separateOperations } from "graphql";
import { type Contestant, ask, here } from "./contestant.ts";
import { type Installation, NAME, STATUSES, startServer } from "./installation.ts";
import { type Opening } from "./orders.ts";

const BULK = 100;
const ONE =
  "mutation($id: ID!, $status: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $status) { id } }";
const MANY =
  "mutation($ids: [ID!]!, $status: VisitorStatus!) { setVisitorStatuses(visitorIds: $ids, status: $status) { id } }";

/** So many filters, all different, which all fit every visitor of the installation. */
export function filters(count: number): object[] {
  const letters = NAME.toLowerCase();
  return Array.from({ length: count }, (_, index) => ({
    dates: { lastDays: 30 + index, timeZone: "America/Bogota" },
    ...(index > 0 ? { search: letters.slice(index % 10, (index % 10) + 8) } : {}),
  }));
}

/** The document that the console's Visitors page subscribes with. */
export function subscription(
  { projectId, tokens }: Installation,
  filterCount: number,
): NonNullable<Opening["subscription"]> {
  const source = parse(readFileSync(here("../../../console/src/lib/visitors/visitors.gql"), "utf8"));
  const document = separateOperations(source).VisitorChanges;
  if (!document) throw new Error("the console has no VisitorChanges any more");
  return {
    query: print(document),
    tokens,
    variables: filters(filterCount).map((filter) => ({ projectId, filter })),
  };
}

export async function startAtalaya(
  installation: Installation,
  filterCount: number,
  flags: string[] = [],
): Promise<Contestant> {
  const { process, port } = await startServer(installation.url, flags);
  const { visitors, tokens } = installation;
  const headers = { authorization: `Bearer ${tokens.at(-1)}`, "x-forwarded-for": "10.2.0.1" };
  const change = async (some: typeof visitors): Promise<number> => {
    // One that none of them has, so that each of them changes.
    const status = STATUSES.find((each) => some.every((visitor) => visitor.status !== each));
    for (const visitor of some) visitor.status = status ?? "";
    const [first, ...others] = some.map(({ id }) => id);
    const { at } =
      others.length === 0
        ? await ask(port, "/graphql", ONE, { id: first, status }, headers)
        : await ask(port, "/graphql", MANY, { ids: [first, ...others], status }, headers);
    return at;
  };
  return {
    name: "Atalaya",
    process,
    entry: { port, path: "/graphql", subscription: subscription(installation, filterCount), ordered: true },
    async trigger(events) {
      const chunks = Array.from({ length: Math.ceil(events / BULK) }, (_, index) =>
        visitors.slice(index * BULK, Math.min(events, (index + 1) * BULK)),
      );
      return Math.max(...(await Promise.all(chunks.map(change))));
    },
  };
}
