/** Days and times as people say them. */
import type { Speech } from "./words";

export function dayKey(iso: string | number): string {
  const date = new Date(iso);
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}

export function dayName(iso: string | number, { words, locale }: Speech, now = new Date()): string {
  const date = new Date(iso);
  const yesterday = new Date(now);
  yesterday.setDate(now.getDate() - 1);
  const sameYear = date.getFullYear() === now.getFullYear();
  const named = new Intl.DateTimeFormat(locale, {
    day: "numeric",
    month: "long",
    ...(sameYear ? {} : { year: "numeric" as const }),
  }).format(date);
  const key = dayKey(iso);
  if (key === dayKey(now.getTime())) return `${words.today}, ${named}`;
  if (key === dayKey(yesterday.getTime())) return `${words.yesterday}, ${named}`;
  return named;
}

export function clock(iso: string | number, { locale }: Speech): string {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(new Date(iso));
}
