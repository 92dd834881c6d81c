// The formats bound to whoever is reading: one language, one time zone, one clock for the whole screen.
import { numberFormat } from "./intl.ts";
import { countryName, placeName } from "./location.ts";
import * as time from "./time.ts";

class Format {
  locale = $state("en");
  timeZone = $state(Intl.DateTimeFormat().resolvedOptions().timeZone);
  /** Moves every 15 seconds, so that "waits 3 min" grows by itself. */
  now = $state.raw(new Date());

  readonly #place: time.Place = $derived({ locale: this.locale, timeZone: this.timeZone });
  readonly today: string = $derived(time.dayOf(this.now, this.timeZone));

  number = (value: number) => numberFormat(this.locale).format(value);
  /** A size for people: "3.4 MB". */
  bytes = (count: number) =>
    numberFormat(this.locale, {
      style: "unit",
      unit: "megabyte",
      minimumFractionDigits: 1,
      maximumFractionDigits: 1,
    }).format(count / 1_000_000);
  clock = (iso: string) => time.clock(iso, this.#place);
  exact = (iso: string) => time.exact(iso, this.#place);
  moment = (iso: string) => time.moment(iso, this.#place);
  listDate = (iso: string, yesterday: string) => time.listDate(iso, this.now, yesterday, this.#place);
  dayAndClock = (iso: string, yesterday: string) => time.dayAndClock(iso, this.now, yesterday, this.#place);
  dayOf = (iso: string) => time.dayOf(new Date(iso), this.timeZone);
  dayHeading = (iso: string, names: { today: string; yesterday: string }) =>
    time.dayHeading(iso, this.now, names, this.#place);
  since = (iso: string) => time.duration(this.now.getTime() - Date.parse(iso), this.locale);
  duration = (ms: number) => time.duration(ms, this.locale);
  dayRange = (from: string, to: string) => time.dayRange(from, to, this.now, this.#place);
  plainDay = (date: string) => time.plainDay(date, this.locale);
  place = (at: Parameters<typeof placeName>[0]) => placeName(at, this.locale);
  country = (at: Parameters<typeof countryName>[0]) => countryName(at, this.locale);

  /** Runs the clock until the answer is called. */
  watch(): () => void {
    const tick = setInterval(() => (this.now = new Date()), 15_000);
    return () => clearInterval(tick);
  }
}

export const format = new Format();
