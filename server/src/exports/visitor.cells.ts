// A visitor's row as the cells of a file: the words and the clock of who asked for it.
import type { Locale } from "../agents/index.js";
import { STATUSES } from "../visitors/index.js";
import { COLUMNS, type ExportWords, VERIFIED_COLUMNS, WORDS } from "./export.words.js";
import { ZoneClock } from "./zone-clock.js";

/** As the database gives it: made by the hundred thousand, so not an entity. */
export interface VisitorRow {
  id: number | string;
  number: number;
  name: string | null;
  email: string | null;
  phone: string | null;
  status: number;
  country: string | null;
  country_code: string | null;
  city: string | null;
  region: string | null;
  engaged: number;
  started_at: number | string;
  external_id: string | null;
  verified_name: string | null;
  verified_email: string | null;
}

/** For SELECT, on the table under the alias v. */
export const ROW_COLUMNS =
  "v.id, v.number, v.name, v.email, v.phone, v.status, v.country, v.country_code, v.city, v.region, v.engaged, v.started_at, v.external_id, v.verified_name, v.verified_email";

const NOTHING: readonly string[] = [];

/** Where the phone stands among a row's texts. */
export const PHONE = COLUMNS.indexOf("phone");

export class VisitorCells {
  readonly words: ExportWords;
  readonly headers: readonly string[];
  readonly clock: ZoneClock;
  private readonly regions: Intl.DisplayNames;
  private readonly countries = new Map<string, string | null>();

  constructor(
    language: Locale,
    timeZone: string,
    private readonly isVouchedFor: boolean,
  ) {
    this.words = WORDS[language];
    const columns = isVouchedFor ? [...COLUMNS, ...VERIFIED_COLUMNS] : COLUMNS;
    this.headers = columns.map((column) => this.words.columns[column]);
    this.clock = new ZoneClock(timeZone);
    this.regions = new Intl.DisplayNames(language, { type: "region" });
  }

  /** Every column before the date. What was typed goes before what the site says, which has columns of its own. */
  texts(row: VisitorRow): string[] {
    const { words } = this;
    return [
      String(row.id),
      row.name || row.verified_name || words.unnamed(row.number),
      row.email ?? row.verified_email ?? "",
      row.phone ?? "",
      words.statuses[STATUSES[row.status] ?? "NEW"],
      this.country(row) ?? "",
      row.city ?? "",
      row.region ?? "",
      row.engaged ? words.yes : words.no,
    ];
  }

  /** Every column behind the date; none where the site says nothing of anybody. */
  verified(row: VisitorRow): readonly string[] {
    if (!this.isVouchedFor) return NOTHING;
    return [row.external_id ?? "", row.verified_name ?? "", row.verified_email ?? ""];
  }

  /**
   * The start of the present conversation, which is what the list's Date column shows and its date filter
   * tests, on the reader's clock (as the milliseconds at which a clock in UTC shows the same).
   */
  created(row: VisitorRow): number {
    return this.clock.local(Number(row.started_at));
  }

  /** In the reader's language where the code is known, else as it came. */
  private country({ country, country_code: code }: VisitorRow): string | null {
    if (!code) return country;
    let name = this.countries.get(code);
    if (name === undefined) {
      try {
        name = this.regions.of(code) ?? null;
      } catch {
        name = null;
      }
      this.countries.set(code, name);
    }
    return name ?? country;
  }
}
