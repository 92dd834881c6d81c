// The wall clock of a time zone for very many moments: Intl is asked once a day, and oftener only on days when clocks change.
const DAY = 86_400_000;
/** Clocks change at whole minutes: mostly at a full hour, in Newfoundland at one minute past midnight until 2011. */
const MINUTE = 60_000;

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
const twoDigits = (number: number) => TWO_DIGITS[Math.trunc(number)] as string;

export class ZoneClock {
  private readonly format: Intl.DateTimeFormat;
  private span = { from: 0, to: 0, offset: 0 };
  private day = { number: NaN, text: "" };

  constructor(timeZone: string) {
    this.format = new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  }

  /** What the zone's clock shows at a moment, as the milliseconds at which a clock in UTC shows the same. */
  local(moment: number): number {
    if (moment < this.span.from || moment >= this.span.to) this.span = this.around(moment);
    return moment + this.span.offset;
  }

  /** 2026-03-07 14:05:09 */
  text(moment: number): string {
    const local = this.local(moment);
    const day = Math.floor(local / DAY);
    if (day !== this.day.number)
      this.day = { number: day, text: new Date(day * DAY).toISOString().slice(0, 10) };
    const seconds = Math.floor((local - day * DAY) / 1000);
    return `${this.day.text} ${twoDigits(seconds / 3600)}:${twoDigits((seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
  }

  private around(moment: number) {
    const day = Math.floor(moment / DAY) * DAY;
    const offset = this.offset(day);
    if (offset === this.offset(day + DAY)) return { from: day, to: day + DAY, offset };
    const minute = Math.floor(moment / MINUTE) * MINUTE;
    return { from: minute, to: minute + MINUTE, offset: this.offset(minute) };
  }

  private offset(moment: number): number {
    const parts = Object.fromEntries(
      this.format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - moment;
  }
}
