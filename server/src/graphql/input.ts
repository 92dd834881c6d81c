// Checks of what people send: each says what was wrong and what would be right, and nothing is cut off in silence.
import { BadUserInput } from "./errors.js";

// A lone half of a surrogate pair, or NUL: no database keeps these without loss.
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Text as it came, if it can be kept without loss and is within `max` characters. */
export function checkText(value: string, name: string, max: number): string {
  if (UNSTORABLE.test(value))
    throw new BadUserInput(`${name} holds characters that cannot be stored (NUL or half a surrogate pair).`);
  if (value.length > max) {
    throw new BadUserInput(`${name} may have ${max} characters at most; this one has ${value.length}.`, {
      field: name,
      max,
    });
  }
  return value;
}

/** The same, and not blank; spaces at both ends are dropped. */
export function requireText(value: string, name: string, max: number): string {
  const text = checkText(value, name, max).trim();
  if (!text) throw new BadUserInput(`${name} must not be empty.`, { field: name });
  return text;
}

export function optionalText(value: string | null | undefined, name: string, max: number): string | null {
  return value === null || value === undefined ? null : checkText(value, name, max).trim() || null;
}

// Nothing that does not show: an address that looks like another person's must be that person's.
const EMAIL = /^[^\s\p{C}@<>"(),;:\\[\]]+@[^\s\p{C}@.<>"(),;:\\[\]]+(\.[^\s\p{C}@.<>"(),;:\\[\]]+)+$/u;

export const isEmail = (text: string) => text.length <= 320 && EMAIL.test(text);

/** The one way of writing an account's address: é may come as one sign or as two. */
export const accountEmail = (text: string) => text.trim().normalize("NFC").toLowerCase();

export function requireEmail(value: string): string {
  const email = accountEmail(requireText(value, "The e-mail", 320));
  if (!isEmail(email))
    throw new BadUserInput("The e-mail must look like name@example.com.", { field: "email" });
  return email;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The sender's own id of a message: makes a retry harmless. */
export function requireClientId(value: string): string {
  if (!UUID.test(value))
    throw new BadUserInput("clientId must be a UUID that the sender made.", { field: "clientId" });
  return value.toLowerCase();
}

const VISITOR_TOKEN = /^([A-Za-z0-9_-]{43}|[0-9a-f]{64})$/;

/** Whether it is 256 bits as a widget writes them. */
export const isVisitorToken = (text: string) => VISITOR_TOKEN.test(text);

/** An id as we gave it out; anything else cannot exist, and answers like a missing one (null). */
export const idOrNull = (value: string) => (/^[1-9]\d{0,17}$/.test(value) ? value : null);

/** A web address's origin, e.g. https://shop.example.com, from an address or an origin. */
export function requireOrigin(value: string): string {
  const text = requireText(value, "The site's address", 2048);
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : null;
  if (!url || !/^https?:$/.test(url.protocol) || !url.hostname) {
    throw new BadUserInput(`"${text.slice(0, 80)}" is not a site's address like https://shop.example.com.`, {
      field: "allowedOrigins",
    });
  }
  return url.origin;
}
