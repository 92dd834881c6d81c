// What the flow says, with what it knows of the visitor filled in.
import { MESSAGE_LENGTH } from "../conversations/index.js";

export interface Addressee {
  name: string | null;
  email: string | null;
  phone: string | null;
  param(key: string): string | null;
}

const PLACE = /\{\{\s*(?:(name|email|phone)|param\.([^{}]{1,64}?))\s*\}\}/g;
const HALF_A_PAIR = /[\uD800-\uDBFF]$/;

/** Null when nothing is left to say. What is not known is left out; what would be longer than a message ends in an ellipsis. */
export function fillIn(text: string | null, who: Addressee): string | null {
  if (!text) return null;
  const filled = text.replace(PLACE, (_place, own?: "name" | "email" | "phone", key?: string) =>
    own ? (who[own] ?? "") : (who.param(key?.trim() ?? "") ?? ""),
  );
  if (!filled.trim()) return null;
  if (filled.length <= MESSAGE_LENGTH) return filled;
  return `${filled.slice(0, MESSAGE_LENGTH - 1).replace(HALF_A_PAIR, "")}…`;
}
