/** A range of one address is that address: "203.0.113.7/32" is no way to say it to people. */
export const rangeName = (range: string): string =>
  range.replace(range.includes(":") ? /\/128$/ : /\/32$/, "");
