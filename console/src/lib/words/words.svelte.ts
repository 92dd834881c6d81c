// The words on screen, in one language at a time. Each language is its own chunk, loaded when it is wanted.
import { format } from "../format/format.svelte.ts";
import type { Words } from "./en.ts";
import { chooseLocale, type Locale } from "./locales.ts";

const chosenKey = "atalaya.locale";

const load: Record<Locale, () => Promise<Words>> = {
  en: () => import("./en.ts").then((module) => module.en),
  es: () => import("./es.ts").then((module) => module.es),
};

class WordsState {
  #words = $state.raw<Words | null>(null);
  locale = $state<Locale>("en");

  get t(): Words {
    if (!this.#words) throw new Error("Words are read before a language is loaded: await words.use() first.");
    return this.#words;
  }

  async use(locale: Locale): Promise<void> {
    this.#words = await load[locale]();
    this.locale = locale;
    format.locale = locale;
    document.documentElement.lang = locale;
  }

  /** The language chosen in this browser before, else the browser's own. */
  async start(): Promise<void> {
    await this.use(chooseLocale([remembered(), ...navigator.languages]));
  }

  /** Uses a language and keeps it for the next visit, also before anybody has signed in. */
  async choose(locale: Locale): Promise<void> {
    try {
      localStorage.setItem(chosenKey, locale);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    await this.use(locale);
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(chosenKey);
  } catch {
    return null;
  }
}

export const words = new WordsState();
