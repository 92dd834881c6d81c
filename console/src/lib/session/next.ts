/** Where to go after signing in: only an address of this console, never one that leads elsewhere. */
export function nextAddress(next: string | null): string {
  return next && /^\/(?![/\\])/u.test(next) && !next.startsWith("/sign-in") ? next : "/";
}
