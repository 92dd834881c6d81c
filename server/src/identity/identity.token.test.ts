// What counts as a site's word on who a visitor is, and what does not. Tokens are made by hand, as no library would make them.
import { createHmac, generateKeyPairSync, sign as signWith } from "node:crypto";
import { expect, test } from "vitest";
import { readToken, subjectOf } from "./identity.token.js";

const NOW = new Date("2026-11-25T12:00:00Z");
const AT = NOW.getTime() / 1000;
const MINE = { secret: `ati_${"a".repeat(43)}` };
const NEXT = { secret: `ati_${"b".repeat(43)}` };
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const GOOD = { sub: "u-1", name: "Ana Ruiz", email: "ana@example.com", exp: AT + 3_600 };

function signed(
  claims: unknown,
  secret = MINE.secret,
  header: object = { alg: "HS256", typ: "JWT" },
  hash = "sha256",
) {
  const input = `${part(header)}.${part(claims)}`;
  return `${input}.${createHmac(hash, secret).update(input).digest("base64url")}`;
}
const read = (token: string, secrets = [MINE]) => readToken(token, secrets, NOW);
const invalid = { extensions: { code: "IDENTITY_INVALID" } };
/** What everybody is told whose token is not signed as it should be. */
const unsigned = {
  ...invalid,
  message: expect.stringMatching(/^The identity token is not good for this project\./),
};

test("a good token says who it is, by whichever of the two secrets", async () => {
  const claims = { externalId: "u-1", name: "Ana Ruiz", email: "ana@example.com" };
  expect(await read(signed(GOOD))).toEqual({ secret: MINE, claims, expired: null });
  expect(await read(signed(GOOD, NEXT.secret), [MINE, NEXT])).toEqual({
    secret: NEXT,
    claims,
    expired: null,
  });
  expect(
    (await read(signed({ sub: " 7 ", exp: AT + 60, name: null, role: "x", email: " " }))).claims,
  ).toEqual({
    externalId: "7",
    name: null,
    email: null,
  });
});

test("other algorithms are none, whoever says so", async () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const input = `${part({ alg: "RS256" })}.${part(GOOD)}`;
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const forged = [
    `${part({ alg: "none" })}.${part(GOOD)}.`,
    `${part({ alg: "none" })}.${part(GOOD)}.${signed(GOOD).split(".")[2]}`,
    signed(GOOD, "", { alg: "none" }),
    signed(GOOD, MINE.secret, { alg: "hs256" }),
    signed(GOOD, MINE.secret, { alg: "HS384" }, "sha384"),
    signed(GOOD, MINE.secret, { alg: "HS512" }, "sha512"),
    signed(GOOD, MINE.secret, { typ: "JWT" }),
    `${input}.${signWith("sha256", Buffer.from(input), privateKey).toString("base64url")}`,
    signed(GOOD, pem, { alg: "HS256" }),
    signed(GOOD, MINE.secret, { alg: "HS256", crit: ["b64"], b64: false }),
    signed(GOOD, MINE.secret, { alg: "HS256", crit: ["x"], x: 1 }),
  ];
  for (const token of forged) await expect(read(token), token).rejects.toMatchObject(unsigned);
});

test("another's secret, a changed word, a bit that is missing, and what is no token at all are told apart from nothing", async () => {
  const [head, body, seal] = signed(GOOD).split(".") as [string, string, string];
  const bad = [
    signed(GOOD, NEXT.secret),
    signed(GOOD, ""),
    `${head}.${part({ ...GOOD, sub: "u-2" })}.${seal}`,
    `${head}.${body}.${seal.slice(0, -2)}`,
    `${head}.${body}.`,
    `${head}.${body}`,
    `${head}.${body}.${seal}.${seal}`,
    `${body}.${head}.${seal}`,
    "",
    "...",
    "null",
    "\0",
    "🙂.🙂.🙂",
    `${head}.${Buffer.from("not json").toString("base64url")}.${seal}`,
    signed({ ...GOOD, name: "x".repeat(7_000) }),
    "a".repeat(100_000),
  ];
  for (const token of bad) await expect(read(token), token.slice(0, 80)).rejects.toMatchObject(unsigned);
  await expect(read(signed(GOOD), [])).rejects.toMatchObject(unsigned);
});

test("a life of a day at most, with a minute for clocks that differ", async () => {
  const at = (claims: object) => read(signed({ ...GOOD, ...claims }));
  const day = 86_400;
  expect((await at({ exp: AT + day + 59 })).expired).toBeNull();
  await expect(at({ exp: AT + day + 61 })).rejects.toMatchObject({
    ...invalid,
    message: expect.stringMatching(/24 hours/),
  });
  await expect(at({ exp: undefined })).rejects.toMatchObject({
    ...invalid,
    message: expect.stringMatching(/needs an exp/),
  });
  for (const exp of ["never", null, String(AT + 60), [AT + 60]])
    await expect(at({ exp })).rejects.toMatchObject(invalid);
  expect((await at({ exp: AT - 59 })).expired).toBeNull();
  // It opens nothing any more, but still tells whose it was.
  expect(await at({ exp: AT - 61 })).toMatchObject({
    claims: { externalId: "u-1" },
    expired: { extensions: { code: "IDENTITY_EXPIRED" } },
  });
  expect((await at({ iat: AT + 59, nbf: AT + 59 })).expired).toBeNull();
  for (const claims of [{ iat: AT + 61 }, { nbf: AT + 61 }, { nbf: "x" }, { iat: {} }])
    await expect(at(claims)).rejects.toMatchObject(invalid);
});

test("claims are texts within their limits, that every database keeps", async () => {
  const at = (claims: object) => read(signed({ ...GOOD, ...claims }));
  const name = "ñ🙂".repeat(66);
  expect((await at({ sub: "s".repeat(200), name })).claims).toMatchObject({
    externalId: "s".repeat(200),
    name,
  });
  const hostile: object[] = [
    { sub: undefined },
    { sub: "" },
    { sub: "   " },
    { sub: null },
    { sub: 7 },
    { sub: { $ne: null } },
    { sub: ["u-1"] },
    { sub: "s".repeat(201) },
    { sub: "a\0b" },
    { sub: "a\ud800b" },
    { name: "x".repeat(201) },
    { name: { first: "Ana" } },
    { name: "\udc00" },
    { email: `${"x".repeat(320)}@a.example` },
    { email: 5 },
    { email: "a\0@b.example" },
  ];
  for (const claims of hostile)
    await expect(at(claims), JSON.stringify(claims)).rejects.toMatchObject(invalid);
  for (const all of ["x", [], null, 5]) await expect(read(signed(all))).rejects.toMatchObject(invalid);
});

test("whom a token means can be read without a secret, or not at all", () => {
  expect(subjectOf(signed(GOOD, "whatever"))).toBe("u-1");
  for (const token of ["", "x", "a.b.c", signed({ sub: 5 }), signed({}), "a".repeat(9_000)])
    expect(subjectOf(token)).toBeNull();
});
