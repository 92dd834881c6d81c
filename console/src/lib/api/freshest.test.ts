import { expect, it } from "vitest";
import { Freshest } from "./freshest.ts";

const visitor = (id: string, version: number, status: string) => ({
  __typename: "Visitor",
  id,
  version,
  status,
});

it("brings a late answer up to the newest that was seen", () => {
  const freshest = new Freshest();
  freshest.mend({ visitor: visitor("1", 7, "CUSTOMER") });
  const late = visitor("1", 6, "PROSPECT");
  freshest.mend({ list: { nodes: [late] } });
  expect(late).toMatchObject({ version: 7, status: "CUSTOMER" });
});

it("compares within one epoch only", () => {
  const freshest = new Freshest();
  freshest.mend({ visitors: { cursor: "a.9", nodes: [visitor("1", 7, "CUSTOMER")] } });
  const restored = visitor("1", 3, "NEW");
  freshest.mend({ visitors: { cursor: "b.1", nodes: [restored] } });
  expect(restored).toMatchObject({ version: 3, status: "NEW" });
});

it("forgets whoever has not been seen for longest, however long a console stays open", () => {
  const freshest = new Freshest(2);
  freshest.mend([visitor("1", 7, "CUSTOMER"), visitor("2", 7, "CUSTOMER")]);
  freshest.mend(visitor("1", 8, "CLOSED"));
  freshest.mend(visitor("3", 7, "CUSTOMER"));
  const [kept, forgotten] = [visitor("1", 1, "NEW"), visitor("2", 1, "NEW")];
  freshest.mend([kept, forgotten]);
  expect([kept.status, forgotten.status]).toEqual(["CLOSED", "NEW"]);
});
