// What a filter can test of a visitor, as the change log keeps it before and after every change.
import { createHash } from "node:crypto";
import type { StatusWord } from "./visitor.status.js";
import type { Visitor } from "./visitor.entity.js";

export interface VisitorFacts {
  status: StatusWord;
  engaged: boolean;
  online: boolean;
  needsAttention: boolean;
  /** Milliseconds since 1970 UTC. */
  startedAt: number;
  search: string;
  /** Hashes of the parameters, key and value together. */
  params: string[];
  /** The visitor was erased: search and params are gone from here, so nobody can tell whether it matched them. */
  erased?: true;
}

export function factsOf(visitor: Visitor, params: readonly string[]): VisitorFacts {
  const { status, engaged, online, needsAttention, startedAt, search } = visitor;
  return {
    status,
    engaged,
    online,
    needsAttention,
    startedAt: startedAt.getTime(),
    search,
    params: [...params].sort(),
  };
}

export const paramHash = (key: string, value: string) =>
  createHash("sha256")
    .update(JSON.stringify([key, value]))
    .digest("hex")
    .slice(0, 32);

/**
 * Accents stripped, case folded: what is compared with what is sought. By way of the capitals, because only those say
 * that ß and ss, ı and i are the same letters; and a sigma is one letter wherever it stands.
 */
export const normalize = (text: string) =>
  text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toUpperCase()
    .toLowerCase()
    .replaceAll("ς", "σ")
    .normalize("NFC");

/** The text that the search looks into. Its parts stand on lines of their own, so no word can match across two. */
export function searchText(visitor: Searched): string {
  const { name, email, phone, verifiedName, verifiedEmail, externalId } = visitor;
  const parts = [name, email, phone, phone?.replace(/\D/g, ""), verifiedName, verifiedEmail, externalId];
  return normalize(parts.filter(Boolean).join("\n"));
}

type Searched = Pick<Visitor, "name" | "email" | "phone"> &
  Partial<Pick<Visitor, "verifiedName" | "verifiedEmail" | "externalId">>;

/** A word of a search, and the digits alone if it may be part of a phone number, however that is written. */
export interface SearchWord {
  text: string;
  digits: string | null;
}

const PHONE_PART = /^[+(]?\d[\d()+./-]*$/u;
const FEWEST_DIGITS = 3;

export const searchWords = (search: string): SearchWord[] =>
  normalize(search)
    .split(/\s+/u)
    .filter(Boolean)
    .map((text) => {
      const digits = PHONE_PART.test(text) ? text.replace(/\D/g, "") : "";
      return { text, digits: digits.length >= FEWEST_DIGITS && digits !== text ? digits : null };
    });
