// Passwords: argon2id with 19 MiB, two passes, one lane; a few at a time, so that a storm of sign-ins cannot eat the memory.
import { hash, verify } from "@node-rs/argon2";
import { BadUserInput } from "../graphql/errors.js";
import { makeTurns } from "./turns.js";

// The library's own default algorithm is argon2id.
const OPTIONS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
const inTurn = makeTurns(4);

export function checkPassword(password: string): string {
  if (password.length < 12 || password.length > 128) {
    throw new BadUserInput("The password must have 12 to 128 characters.", { field: "password" });
  }
  return password;
}

export const hashPassword = (password: string) => inTurn(() => hash(password, OPTIONS));

let decoy: Promise<string> | null = null;

/** Takes the same time whether the account exists (`stored`) or not (null). */
export async function passwordFits(password: string, stored: string | null): Promise<boolean> {
  decoy ??= hashPassword("no account has this password");
  const against = stored ?? (await decoy);
  // Too long to be anybody's: not worth hashing, but worth the same wait.
  const fits = await inTurn(() => verify(against, password.slice(0, 128), OPTIONS));
  return fits && stored !== null && password.length <= 128;
}
