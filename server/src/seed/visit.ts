// One seeded visitor with all its rows.
import { BROWSERS } from "../demo/people/browsers.js";
import type { Random } from "../demo/random.js";
import { type PageName, pageOf } from "../demo/shop/shop.js";
import type { Locator } from "../devices/index.js";
import { readUserAgent } from "../http/user-agent.js";
import { PARAM_SOURCES } from "../visitors/visitor-param.entity.js";
import { paramHash, searchText } from "../visitors/visitor.facts.js";
import { STATUSES } from "../visitors/visitor.status.js";
import { makeContact } from "./contact.js";
import { type Cast, Story } from "./story.js";
import type { Keys, Rows } from "./tables.js";
import { SeededVisitor } from "./visitor.js";

const PAGES: readonly PageName[] = [
  "plants",
  "product",
  "offers",
  "pots",
  "shipping",
  "care",
  "cart",
  "gift",
];
/** Of the people whom the demo knows two thirds have parameters; here it is a third. */
const WITH_PARAMS = 0.5;

const DEVICES = new Map(BROWSERS.map(({ userAgent }) => [userAgent, readUserAgent(userAgent)]));

export interface Stage {
  projectId: number;
  cast: Cast;
  locator: Locator;
  keys: Keys;
  /** Nobody has said a word. */
  bare: boolean;
}

/** Adds the rows of the visitor with this number, and answers with it. */
export function addVisit(
  { projectId, cast, locator, keys, bare }: Stage,
  random: Random,
  number: number,
  firstSeenAt: number,
  rows: Rows,
): SeededVisitor {
  const visitor = new SeededVisitor(keys.take("visitor"), firstSeenAt, keys);
  const person = makeContact(random);
  const params = random.chance(WITH_PARAMS);
  const urlParams = params ? person.urlParams : {};
  addPages();
  const story = new Story(random, keys, cast, visitor, person);
  story.tell();
  const { id, status, version, name, email, phone, engaged, startedAt, lastSeenAt } = visitor;
  const { timeZone, locale } = person.place;
  const { country, countryCode } = place(locator, timeZone);
  rows.visitor.push({
    id,
    project_id: projectId,
    number,
    status: STATUSES.indexOf(status),
    version,
    name,
    email,
    phone,
    search: searchText({ name, email, phone }),
    engaged: Number(engaged),
    first_seen_at: firstSeenAt,
    started_at: startedAt,
    last_seen_at: lastSeenAt,
    online: 0,
    needs_attention: Number(visitor.needsAttention),
    attention_since: visitor.attentionSince,
    city: person.city,
    region: person.region,
    country,
    country_code: countryCode,
    time_zone: timeZone,
    ip: person.ip,
    locale,
    // The hash of no token: nobody can come as a seeded visitor. It grows, so that its index is written in order.
    token_hash: `${hex(projectId)}${hex(number)}${hex(Math.floor(random.next() * 2 ** 32))}${hex(0)}`,
    conversation_id: story.threads.at(-1)?.id ?? null,
  });
  rows.device.push({
    id: keys.take("device"),
    visitor_id: id,
    ...(DEVICES.get(person.userAgent) ?? readUserAgent(person.userAgent)),
    viewport: person.viewport,
    referrer: person.referrer,
    user_agent: person.userAgent,
    created_at: firstSeenAt,
  });
  for (const [source, values] of [
    ["SDK", params ? person.params : {}],
    ["URL", urlParams],
  ] as const) {
    for (const [key, value] of Object.entries(values))
      rows.visitor_param.push({
        visitor_id: id,
        param_key: key,
        project_id: projectId,
        value: String(value),
        hash: hashOf(key, String(value)),
        source: PARAM_SOURCES.indexOf(source),
        started_at: startedAt,
        status: STATUSES.indexOf(status),
        engaged: Number(engaged),
      });
  }
  for (const thread of story.threads) {
    rows.conversation.push(thread.row(projectId, id, bare));
    const run = bare ? null : thread.runRow();
    if (run) rows.flow_run.push(run);
    if (!bare) rows.message.push(...thread.messages);
  }
  rows.form_submission.push(...story.submissions);
  rows.status_change.push(...visitor.statusChanges);
  return visitor;

  /** The first is where the widget was opened, the others follow within minutes. */
  function addPages(): void {
    const first = random.chance(0.5) ? "home" : "product";
    let at = firstSeenAt;
    let page = pageOf(first, person.product, urlParams);
    for (let more = random.weighed([0, 1, 2, 3, 5], (count) => 6 - count); ; more--) {
      rows.page_view.push({
        id: keys.take("page_view"),
        visitor_id: visitor.id,
        url: page.url,
        title: page.title,
        at,
      });
      visitor.lastSeenAt = Math.max(visitor.lastSeenAt, at);
      at += random.whole(4_000, 90_000);
      const next = pageOf(random.pick(PAGES), person.product);
      // Staying on a page is no new visit to it.
      if (more === 0 || at >= cast.end || next.url === page.url) return;
      page = next;
    }
  }
}

const hex = (value: number) => value.toString(16).padStart(16, "0");

const places = new Map<string, ReturnType<Locator["locate"]>>();
function place(locator: Locator, timeZone: string) {
  const known = places.get(timeZone) ?? locator.locate("", timeZone);
  places.set(timeZone, known);
  return known;
}

// Campaigns and plans come again and again, customers' numbers do not.
const hashes = new Map<string, string>();
function hashOf(key: string, value: string): string {
  const name = `${key}\n${value}`;
  const known = hashes.get(name) ?? paramHash(key, value);
  if (hashes.size < 10_000) hashes.set(name, known);
  return known;
}
