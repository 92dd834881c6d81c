// The flow editor's words, in the language of the console. They come with the editor, and cost the other pages nothing.
import type { FlowWords } from "./flow.en.ts";
import type { Locale } from "./locales.ts";

const load: Record<Locale, () => Promise<FlowWords>> = {
  en: () => import("./flow.en.ts").then((module) => module.flowEn),
  es: () => import("./flow.es.ts").then((module) => module.flowEs),
};

class FlowWordsState {
  #words = $state.raw<FlowWords | null>(null);

  get loaded(): boolean {
    return this.#words !== null;
  }

  get t(): FlowWords {
    if (!this.#words)
      throw new Error("The flow's words are read before they are loaded: await flowWords.use() first.");
    return this.#words;
  }

  async use(locale: Locale): Promise<void> {
    this.#words = await load[locale]();
  }
}

export const flowWords = new FlowWordsState();
