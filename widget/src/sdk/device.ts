/** What the browser tells about itself; the server reads the rest from the request. */
import { cleanUrl } from "./page";

export interface DeviceInput {
  referrer: string | null;
  viewport: string;
  timeZone: string | null;
  locale: string | null;
}

export function describeDevice(): DeviceInput {
  return {
    referrer: cleanUrl(document.referrer) || null,
    viewport: `${innerWidth}x${innerHeight}`,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || null,
    locale: navigator.language || null,
  };
}
