// Makes up a person: name, address, place, browser, and what brought them to the shop.
import type { Random } from "../random.js";
import { CAMPAIGNS, PRODUCTS, REFERRERS, type Product } from "../shop/shop.js";
import { BROWSERS } from "./browsers.js";
import { type Language, NAMES } from "./names.js";
import { PLACES, type Place } from "./places.js";

export interface Person {
  name: string;
  first: string;
  email: string;
  phone: string;
  language: Language;
  place: Place;
  city: string;
  /** Null where it is called like the city. */
  region: string | null;
  ip: string;
  userAgent: string;
  viewport: string;
  referrer: string | null;
  /** From the page's address. */
  urlParams: Record<string, string>;
  /** What the shop's own script tells of a known customer. */
  params: Record<string, string | number | boolean>;
  /** The shop's own id of who has signed in to it. */
  account: string | null;
  order: string;
  product: Product;
}

// Addresses that belong to nobody: no mail ever reaches a stranger.
const MAIL = ["correo.example", "mail.example", "buzon.example", "inbox.example", "empresa.example"];
// Networks set aside for examples.
const NETWORKS = ["192.0.2", "198.51.100", "203.0.113"];
const PLANS = ["free", "basic", "plus", "pro"];
const PAID = ["plus", "pro"];

export function makePerson(
  random: Random,
  place: Place = random.weighed(PLACES, ({ weight }) => weight),
): Person {
  const names = NAMES[place.culture];
  const first = random.pick(names.first.split(" "));
  const families = random
    .shuffled(names.family.split(" "))
    .slice(0, names.families === 2 && random.chance(0.35) ? 2 : 1);
  const [city, region] = random.pick(place.cities);
  const browser = random.weighed(BROWSERS, ({ weight }) => weight);
  return {
    name: [first, ...families].join(" "),
    first,
    email: address(random, first, families[0] ?? ""),
    phone: random.digits(place.phone),
    language: place.locale.startsWith("es") ? "es" : names.language,
    place,
    city,
    region: region === city ? null : region,
    ip: random.chance(0.15)
      ? `2001:db8:${random.hex(4)}::${random.hex(3)}`
      : `${random.pick(NETWORKS)}.${random.whole(2, 250)}`,
    userAgent: browser.userAgent,
    viewport: random.pick(browser.viewports),
    ...arrival(random),
    ...customer(random),
    order: `TS-${random.whole(20_150, 24_980)}`,
    product: random.pick(PRODUCTS),
  };
}

function address(random: Random, first: string, family: string): string {
  const plain = (text: string) =>
    text
      .normalize("NFD")
      .replace(/[^A-Za-z]/g, "")
      .toLowerCase();
  const [a, b] = [plain(first), plain(family)];
  const local = random.pick([
    `${a}.${b}`,
    `${a}${b}`,
    `${a[0]}${b}`,
    `${a}.${b}${random.whole(1, 99)}`,
    `${b}.${a}`,
  ]);
  return `${local}@${random.pick(MAIL)}`;
}

function arrival(random: Random): Pick<Person, "referrer" | "urlParams"> {
  if (random.chance(0.4)) return random.pick(CAMPAIGNS);
  return { referrer: random.chance(0.7) ? random.pick(REFERRERS) : null, urlParams: {} };
}

function customer(random: Random): Pick<Person, "params" | "account"> {
  if (!random.chance(0.45)) return { params: {}, account: null };
  const customerId = `C-${random.whole(1000, 9899)}`;
  const plan = random.pick(PLANS);
  const params = {
    customerId,
    plan,
    ...(random.chance(0.6) ? { cartTotal: random.whole(12, 260) } : {}),
    ...(random.chance(0.3) ? { newsletter: random.chance(0.6) } : {}),
  };
  // Whoever pays for a plan has signed in to use it.
  return { params, account: PAID.includes(plan) ? customerId : null };
}
