/** Where to go after signing in: only an address of this console, never one that leads elsewhere. Browsers skip tabs and ends of lines. */
export function nextAddress(next: string | null): string {
  return next && /^\/(?![/\\])[^\t\r\n]*$/u.test(next) && !next.startsWith("/sign-in") ? next : "/";
}
