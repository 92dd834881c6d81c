// What the fuzz says to a server, and what may come back: an answer with a code that is known, and nothing of the inside.
import type { HttpClient } from "../clients.js";
import type { Asked } from "./document.js";

const CODES = new Set([
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "BAD_USER_INPUT",
  "CONFLICT",
  "RATE_LIMITED",
  "UNAVAILABLE",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
]);
/** What only the inside knows: places, statements, libraries. */
const INSIDE =
  /\n\s+at |node_modules|\/server\/|SQLITE|\bER_[A-Z]|SELECT |INSERT |typeorm|TypeError|RangeError/;
/**
 * Ends who asks, or what others ask for: not for callers of whom there is but one. Expendable ones ask for these
 * (fuzz-endings.api.test.ts).
 */
export const ENDINGS = new Set([
  "signOut",
  "removeMember",
  "setMemberRole",
  "leaveProject",
  "changePassword",
  "revokeSession",
  "revokeOtherSessions",
  "revokeApiToken",
  "blockVisitor",
  "blockAddress",
  "eraseVisitor",
  "eraseVisitors",
  "restart",
]);

export function judge(
  said: string,
  errors: readonly { extensions?: { code?: string } }[],
  asked: Asked,
): void {
  const about = () => JSON.stringify({ asked, said: said.slice(0, 1_000) });
  if (INSIDE.test(said)) throw new Error(`the inside shows: ${about()}`);
  for (const { extensions } of errors)
    if (!CODES.has(extensions?.code ?? "none")) throw new Error(`an unknown code: ${about()}`);
}

/**
 * Says it over HTTP; answers with what was carried out: the fields of the answer that are not null. Who is blocked is answered as
 * if the database were away, and that is no fault.
 */
export async function post(client: HttpClient, asked: Asked, mayBeBlocked = false): Promise<string[]> {
  const { query, variables } = asked;
  const answer = await fetch(client.url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...client.headers,
      ...(client.cookie ? { cookie: client.cookie } : {}),
    },
    body: JSON.stringify({ query, variables }),
  });
  const said = await answer.text();
  const isBlocked = mayBeBlocked && answer.status === 503 && said.includes("UNAVAILABLE");
  if (answer.status >= 500 && !isBlocked)
    throw new Error(`${answer.status}: ${JSON.stringify({ asked, said })}`);
  const { data, errors } = JSON.parse(said) as { data?: object | null; errors?: [] };
  judge(said, errors ?? [], asked);
  return Object.entries(data ?? {}).flatMap(([key, value]) => (value === null ? [] : [key]));
}
