/** Which language to speak: the project's, else the page's, else the browser's. */
import { en } from "./en";
import { es } from "./es";
import type { Words } from "./words";

export type { Words } from "./words";

const languages: Record<string, Words> = { en, es };

export interface Speech {
  words: Words;
  /** For dates and numbers. */
  locale: string;
}

export function speech(wanted: readonly (string | null | undefined)[]): Speech {
  for (const tag of wanted) {
    const language = tag?.toLowerCase().split(/[-_]/)[0];
    const words = language && languages[language];
    if (words) return { words, locale: canonical(tag!) ?? language };
  }
  return { words: en, locale: "en" };
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.replace("_", "-"))[0];
  } catch {
    return undefined;
  }
}
