import { describe, expect, it } from "vitest";
import { waitBefore } from "./backoff.ts";
import { isNewer } from "./cursor.ts";
import { isPassing, isRefusal, problemOf } from "./errors.ts";
import { Freshest } from "./freshest.ts";

describe("a problem", () => {
  it("is the network's when no error came with it", () => {
    expect(problemOf({ networkError: new Error("down") }).code).toBe("NETWORK");
  });

  it("takes its code, its state and its wait from the first error", () => {
    const extensions = { code: "CONFLICT", current: { lastSeq: 9 }, retryAfter: 3 };
    const problem = problemOf({ graphQLErrors: [{ message: "newer", extensions }] });
    expect(problem).toEqual({ code: "CONFLICT", message: "newer", current: { lastSeq: 9 }, retryAfter: 3 });
    expect(isPassing(problem)).toBe(false);
  });

  it("is unknown when its code is", () => {
    expect(problemOf({ graphQLErrors: [{ message: "?", extensions: { code: "X" } }] }).code).toBe("UNKNOWN");
  });
});

describe("the end of a subscription", () => {
  const failed = (code: string) => [{ message: "?", extensions: { code } }];

  it("is for good when asking again would only repeat it", () => {
    for (const code of ["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND", "BAD_USER_INPUT"])
      expect(isRefusal(failed(code))).toBe(true);
    expect(isRefusal({ code: 4401 })).toBe(true);
    expect(isRefusal({ code: 4403 })).toBe(true);
  });

  it("is a passing fault whenever the server is at fault", () => {
    for (const code of ["UNAVAILABLE", "RATE_LIMITED", "INTERNAL_SERVER_ERROR"])
      expect(isRefusal(failed(code))).toBe(false);
    for (const other of [null, undefined, [], { code: 4500 }, { code: 1006 }])
      expect(isRefusal(other)).toBe(false);
  });
});

describe("the freshest row", () => {
  const visitor = (version: number, status: string) => ({
    __typename: "Visitor",
    id: "v1",
    version,
    status,
    name: `name ${version}`,
  });

  it("replaces what arrives late, wherever it stands in the answer", () => {
    const freshest = new Freshest();
    freshest.mend({ change: visitor(5, "CUSTOMER") });
    const late = { visitors: { nodes: [visitor(4, "NEW")] } };
    freshest.mend(late);
    expect(late.visitors.nodes[0]).toEqual(visitor(5, "CUSTOMER"));
  });

  it("lets newer and equal versions through", () => {
    const freshest = new Freshest();
    freshest.mend(visitor(4, "NEW"));
    const newer = visitor(5, "CLOSED");
    freshest.mend(newer);
    expect(newer.status).toBe("CLOSED");
  });

  it("keeps the unread count that an event brought before a late answer", () => {
    const freshest = new Freshest();
    freshest.mend({ ...visitor(5, "NEW"), conversation: { id: "c2", unread: 3 } });
    const late = { ...visitor(4, "NEW"), conversation: { id: "c1", unread: 2 } };
    freshest.mend(late);
    expect(late.conversation).toEqual({ id: "c2", unread: 3 });
  });

  it("believes a restored database, whose versions have gone back", () => {
    const freshest = new Freshest();
    freshest.mend({ visitorChanges: { cursor: "old.90", visitor: visitor(7, "CUSTOMER") } });
    freshest.mend({ visitorChanges: { cursor: "new.40", visitor: null } });
    const restored = { visitors: { cursor: "new.40", nodes: [visitor(4, "PROSPECT")] } };
    freshest.mend(restored);
    expect(restored.visitors.nodes[0]).toEqual(visitor(4, "PROSPECT"));
  });

  it("adds no field that was not asked for", () => {
    const freshest = new Freshest();
    freshest.mend(visitor(5, "CUSTOMER"));
    const small: Record<string, unknown> = { __typename: "Visitor", id: "v1", version: 4, status: "NEW" };
    freshest.mend(small);
    expect(Object.keys(small)).toEqual(["__typename", "id", "version", "status"]);
    expect(small["status"]).toBe("CUSTOMER");
  });
});

it("orders cursors of one epoch, and lets those of another pass", () => {
  expect(isNewer("a.10", "a.9")).toBe(true);
  expect(isNewer("a.9", "a.9")).toBe(false);
  expect(isNewer("a.9", "a.10")).toBe(false);
  expect(isNewer("b.1", "a.10")).toBe(true);
  expect(isNewer("a.1", null)).toBe(true);
});

it("waits anywhere up to a doubling limit", () => {
  expect(waitBefore(0, () => 0)).toBe(0);
  expect(waitBefore(0, () => 1)).toBe(1_000);
  expect(waitBefore(3, () => 1)).toBe(8_000);
  expect(waitBefore(60, () => 1)).toBe(20_000);
});
