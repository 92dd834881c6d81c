import { describe, expect, it } from "vitest";
import { cleanUrl } from "./page";
import { mergeParams, sdkParams } from "./params";
import { looksSecret, urlParams } from "./url";

describe("parameters from the address", () => {
  it("takes ordinary ones", () => {
    expect({ ...urlParams("?utm_source=mail&ref=ana%20g&keyword=plants&postcode=28001&design=b") }).toEqual({
      utm_source: "mail",
      ref: "ana g",
      keyword: "plants",
      postcode: "28001",
      design: "b",
    });
  });

  it("never takes a name that looks like a secret, however it is spelled", () => {
    const secret = [
      "token", "access_token", "csrfToken", "api_key", "apiKey", "APIKEY", "key", "client-secret", "password", "pass",
      "newPassword", "auth", "authorization", "X-Auth", "session", "PHPSESSID", "session_id", "code", "reset_code",
      "otp", "otp2", "sig", "X-Amz-Signature", "hash", "jwt", "state", "nonce", "sid", "pwd", "idToken",
    ]; // prettier-ignore
    for (const name of secret) expect(looksSecret(name), name).toBe(true);
    expect({ ...urlParams(secret.map((name) => `${name}=x`).join("&")) }).toEqual({});
  });

  it("leaves out empty names and what is over a limit, and stops at twenty", () => {
    expect({ ...urlParams(`?=x&a=${"v".repeat(1025)}&${"k".repeat(65)}=1&b=ok`) }).toEqual({ b: "ok" });
    const many = Array.from({ length: 30 }, (_, index) => `p${index}=${index}`).join("&");
    expect(Object.keys(urlParams(many))).toHaveLength(20);
  });

  it("takes secrets and fragments out of page addresses, but keeps routes", () => {
    expect(cleanUrl("https://u:p@shop.example/a?token=1&p=2#access_token=3")).toBe(
      "https://shop.example/a?p=2",
    );
    expect(cleanUrl("https://shop.example/#/cart")).toBe("https://shop.example/#/cart");
    expect(cleanUrl("about:srcdoc nonsense")).not.toContain("token");
    expect(cleanUrl("not an address")).toBe("");
  });
});

describe("parameters from the site", () => {
  it("keeps strings, numbers and booleans within the limits", () => {
    expect(
      sdkParams({
        plan: "pro",
        total: 9.5,
        vip: false,
        when: new Date(0),
        list: [1],
        nan: NaN,
        "": 1,
        long: "x".repeat(2000),
      }),
    ).toEqual({ plan: "pro", total: 9.5, vip: false });
    expect(sdkParams(null)).toEqual({});
    expect(sdkParams(["a"])).toEqual({});
  });

  it("merges, the later value winning, never over fifty", () => {
    expect(mergeParams({ a: 1, b: 2 }, { b: 3 })).toEqual({ a: 1, b: 3 });
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, index]));
    expect(Object.keys(mergeParams({ a: 1 }, many))).toHaveLength(50);
  });
});
