// What is asked of a list, said once, and translated for everybody who does it.
import { type Seed, type Param } from "./seeds.ts";
import { type Statement } from "./driver.ts";

const DAY = 24 * 3_600_000;
/** A zone whose days begin at a half hour: the counters alone cannot tell its days. */
const ZONE = "Asia/Kolkata";
const OFFSET = 5.5 * 3_600_000;
export const SIZE = 20;

export const STATUSES = ["NEW", "PROSPECT", "CUSTOMER", "CLOSED", "ARCHIVED"];

export interface Wanted {
  /** The last so many days; absent: of all time. */
  days?: number;
  status?: string;
  engaged?: true;
  online?: true;
  search?: string;
  param?: Param;
}

export interface Job {
  name: string;
  kind: "page" | "explain" | "history";
  wanted: Wanted;
  /** From 1; "last": the deepest one. */
  page?: number | "last";
}

export const jobs = ({ terms, params }: Seed): Job[] => {
  const month: Wanted = { days: 30 };
  const page = (name: string, wanted: Wanted, at?: Job["page"]): Job => ({
    name,
    kind: "page",
    wanted,
    page: at,
  });
  return [
    page("30 days", month),
    page("30 days, page 500", month, 500),
    page("all time, deepest page", {}, "last"),
    ...STATUSES.map((status) => page(`30 days, ${status}`, { ...month, status })),
    page("1 day", { days: 1 }),
    page("7 days", { days: 7 }),
    page("90 days", { days: 90 }),
    page("all time", {}),
    page("30 days, engaged", { ...month, engaged: true }),
    page("30 days, PROSPECT and engaged", { ...month, engaged: true, status: "PROSPECT" }),
    page("30 days, online", { ...month, online: true }),
    page("30 days, search: rare", { ...month, search: terms.rare }),
    page("30 days, search: common", { ...month, search: terms.common }),
    page("30 days, search: absent", { ...month, search: terms.absent }),
    page("30 days, search: one letter", { ...month, search: terms.letter }),
    page("all time, search: rare", { search: terms.rare }),
    page("all time, search: common", { search: terms.common }),
    page("30 days, rare parameter", { ...month, param: params.rare }),
    page("30 days, common parameter", { ...month, param: params.common }),
    { name: "why is it empty", kind: "explain", wanted: { ...month, engaged: true, search: terms.absent } },
    { name: "20 messages of 20 visitors", kind: "history", wanted: month },
  ];
};

/** From (inclusive) and to (exclusive), in ms, of the last so many days. */
export function bounds({ days }: Wanted, until: number): { from: number; to: number } | null {
  if (days === undefined) return null;
  return { from: until - (days - 1) * DAY - OFFSET, to: until + DAY - OFFSET };
}

const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

export function graphqlFilter(
  { days, status, engaged, online, search, param }: Wanted,
  { until }: Seed,
): object {
  return {
    ...(days ? { dates: { from: dayOf(until - (days - 1) * DAY), to: dayOf(until), timeZone: ZONE } } : {}),
    ...(status ? { status } : {}),
    ...(engaged ? { engagedOnly: true } : {}),
    ...(online ? { online: true } : {}),
    ...(search ? { search } : {}),
    ...(param ? { params: [param] } : {}),
  };
}

/** The conditions as anybody would write them, each with its values. */
export function conditions(wanted: Wanted, { projectId, until }: Seed): Statement[] {
  const { status, engaged, online, search, param } = wanted;
  const range = bounds(wanted, until);
  return [
    { sql: "project_id = ?", values: [Number(projectId)] },
    ...(range ? [{ sql: "started_at >= ? AND started_at < ?", values: [range.from, range.to] }] : []),
    ...(status ? [{ sql: "status = ?", values: [STATUSES.indexOf(status)] }] : []),
    ...(engaged ? [{ sql: "engaged = 1", values: [] }] : []),
    ...(online ? [{ sql: "online = 1", values: [] }] : []),
    ...(search ? [{ sql: "search LIKE ?", values: [`%${search}%`] }] : []),
    ...(param
      ? [
          {
            sql: "id IN (SELECT visitor_id FROM visitor_param WHERE param_key = ? AND value = ?)",
            values: [param.key, param.value],
          },
        ]
      : []),
  ];
}

export const joined = (parts: readonly Statement[]): Statement => ({
  sql: parts.map(({ sql }) => sql).join(" AND "),
  values: parts.flatMap(({ values }) => values),
});

/** What the tabs count: everything but the status. */
export const inTabs = ({ status: _, ...rest }: Wanted): Wanted => rest;
