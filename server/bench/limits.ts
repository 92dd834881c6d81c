// The rate limits cost what they cost to everybody, and stop nobody: one visitor here does what many do.
const NAMES = [
  "address",
  "visitor",
  "messages",
  "project",
  "account",
  "newcomers-address-hour",
  "newcomers-address-day",
  "newcomers-project-hour",
  "newcomers-project-day",
];

/** For RATE_LIMITS. */
export const HIGH_LIMITS = NAMES.map((name) => `${name}=100000000`).join(",");
