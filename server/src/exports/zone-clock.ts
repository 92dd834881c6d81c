// The wall clock of a time zone for very many moments: Intl is asked once a day, and oftener only on days when clocks change.
const DAY = 86_400_000;
/** Clocks change at quarters of an hour and never between. */
const QUARTER = 900_000;

export class ZoneClock {
  private readonly format: Intl.DateTimeFormat;
  private span = { from: 0, to: 0, offset: 0 };

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

  private around(moment: number) {
    const day = Math.floor(moment / DAY) * DAY;
    const offset = this.offset(day);
    if (offset === this.offset(day + DAY)) return { from: day, to: day + DAY, offset };
    const quarter = Math.floor(moment / QUARTER) * QUARTER;
    return { from: quarter, to: quarter + QUARTER, offset: this.offset(quarter) };
  }

  private offset(moment: number): number {
    const parts = Object.fromEntries(
      this.format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]),
    );
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - moment;
  }
}
