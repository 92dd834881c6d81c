export const locales = ["es", "en"] as const;
export type Locale = (typeof locales)[number];

/** Each language by its own name. */
export const localeNames: Record<Locale, string> = { es: "Español", en: "English" };

/** The first wish that the console speaks; a wish for es-CO is one for es. English if none is. */
export function chooseLocale(wishes: readonly (string | null | undefined)[]): Locale {
  for (const wish of wishes) {
    const base = wish?.toLowerCase().split("-")[0];
    const found = locales.find((locale) => locale === base);
    if (found) return found;
  }
  return "en";
}
