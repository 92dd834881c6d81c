import { expect, test } from "vitest";
import {
  householdOf,
  isNear,
  maskAddress,
  maskRange,
  plainAddress,
  readRange,
  writeRange,
} from "./address.js";

test.each([
  ["203.0.113.77", "203.0.113.77/32"],
  ["203.0.113.77/24", "203.0.113.0/24"],
  ["203.0.113.77/0", "0.0.0.0/0"],
  ["10.129.3.4/9", "10.128.0.0/9"],
  ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1/128"],
  ["2001:db8:1:2:3:4:5:6/48", "2001:db8:1::/48"],
  ["2001:db8:ffff::/33", "2001:db8:8000::/33"],
  ["::1", "::1/128"],
  ["::ffff:198.51.100.4", "198.51.100.4/32"],
  [" 198.51.100.4 ", "198.51.100.4/32"],
])("%s is the range %s", (text, range) => {
  const read = readRange(text);
  expect(read && writeRange(read)).toBe(range);
});

test.each([
  "",
  "example.com",
  "1.2.3",
  "1.2.3.4/33",
  "1.2.3.400",
  "::1/129",
  "1.2.3.4/-1",
  "::ffff:1.2.3.4/24",
  "1.2.3.4/24/8",
])("%j is no address and no range", (text) => expect(readRange(text)).toBeNull());

test("a masked address keeps 24 bits, or 48 of IPv6, and masking it again changes nothing", () => {
  for (const [address, masked] of [
    ["203.0.113.77", "203.0.113.0"],
    ["::ffff:203.0.113.77", "203.0.113.0"],
    ["2001:db8:abcd:12::9", "2001:db8:abcd::"],
    ["2001:db8::1", "2001:db8::"],
    ["unknown", "unknown"],
  ] as const) {
    expect(maskAddress(address)).toBe(masked);
    expect(maskAddress(masked)).toBe(masked);
  }
});

test("where addresses are masked a range is no narrower than what is kept of one, and a wider one stays", () => {
  for (const [range, masked] of [
    ["203.0.113.77/32", "203.0.113.0/24"],
    ["203.0.113.64/26", "203.0.113.0/24"],
    ["2001:db8:abcd:12::/64", "2001:db8:abcd::/48"],
    ["203.0.0.0/16", "203.0.0.0/16"],
    ["2001:db8::/32", "2001:db8::/32"],
  ] as const) {
    expect(maskRange(range)).toBe(masked);
    expect(maskRange(masked)).toBe(masked);
  }
});

test("one household counts as one, and what is near is told apart from the world", () => {
  expect(householdOf("2001:db8:1:2:aaaa::1")).toBe(householdOf("2001:db8:1:2:bbbb::9"));
  expect(householdOf("2001:db8:1:3::1")).not.toBe(householdOf("2001:db8:1:2::1"));
  expect(householdOf("::ffff:203.0.113.7")).toBe("203.0.113.7");
  expect(plainAddress("fe80::1%eth0")).toBe("fe80::1");
  expect(
    ["203.0.113.7:4711", "[2001:db8::1]:4711", "[2001:db8::1]", "[::ffff:203.0.113.7]:1"].map(plainAddress),
  ).toEqual(["203.0.113.7", "2001:db8::1", "2001:db8::1", "203.0.113.7"]);
  expect(maskAddress("203.0.113.7:4711")).toBe("203.0.113.0");
  for (const near of [
    "127.0.0.1",
    "::ffff:10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "fe80::1%eth0",
    "fd00::1",
    "",
  ])
    expect(isNear(near), near).toBe(true);
  for (const far of ["203.0.113.7", "172.32.0.1", "2001:db8::1", "8.8.8.8"])
    expect(isNear(far), far).toBe(false);
});
