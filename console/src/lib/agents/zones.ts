/** Every zone the browser knows, and the present one even if it does not. */
export function timeZones(present: string): string[] {
  const known = Intl.supportedValuesOf("timeZone");
  const all = new Set([...known, "UTC", present]);
  return [...all].sort((a, b) => a.localeCompare(b, "en"));
}
