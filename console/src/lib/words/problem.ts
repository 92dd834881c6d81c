import type { Words } from "./en.ts";

interface Problem {
  code: Exclude<keyof Words["errors"], "waitSeconds">;
  retryAfter: number | null;
}

/** What went wrong, in a sentence for the person in front of the screen. */
export function wordProblem(t: Words, problem: Problem): string {
  if (problem.code === "RATE_LIMITED" && problem.retryAfter) {
    return t.errors.waitSeconds(Math.ceil(problem.retryAfter));
  }
  return t.errors[problem.code];
}
