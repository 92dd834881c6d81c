// What a simulated visitor answers to an agent: the fact that was asked for, else the story's next line, else a polite word.
import type { Person } from "../people/person.js";
import { words } from "../scripts/script.js";
import type { Story } from "./stories.js";

type Language = Story["language"];

interface Rule {
  about: RegExp;
  es: string;
  en: string;
}

// Two at most are told at once, and none twice. Facts come before courtesies, so that "gracias, ¿tu correo?" gets the address.
const FACTS: readonly Rule[] = [
  { about: /c[oó]mo te llamas|tu nombre|su nombre|your name/i, es: "Me llamo {name}", en: "I'm {name}" },
  { about: /correo|e-?mail/i, es: "Claro, es {email}", en: "Sure, it's {email}" },
  {
    about: /tel[eé]fono|celular|m[oó]vil|whatsapp|phone/i,
    es: "Mi número es {phone}",
    en: "My number is {phone}",
  },
  {
    about: /(n[uú]mero|c[oó]digo|cu[aá]l).{0,20}pedido|order (number|id)|which order/i,
    es: "Es el {order}",
    en: "It's {order}",
  },
  {
    about:
      /direcci[oó]n|ciudad|de d[oó]nde|d[oó]nde (est[aá]s|vives|vive)|address|which city|where (are|do) you/i,
    es: "Estoy en {city}",
    en: "I'm in {city}",
  },
  {
    about: /\bluz\b|ventana|\bsol\b|\blight\b|window/i,
    es: "Entra bastante luz por la mañana, pero no le da el sol directo",
    en: "There's plenty of light in the morning, but no direct sun",
  },
  {
    about: /rieg|agua|\bwater/i,
    es: "La riego más o menos cada tres días",
    en: "I water it about every three days",
  },
  {
    about: /\bfotos?\b|imagen|photo|picture/i,
    es: "Sí, ahora mismo te la mando por correo",
    en: "Yes, I'll send it by e-mail right now",
  },
  {
    about: /presupuesto|cu[aá]nto quieres gastar|budget/i,
    es: "Había pensado en unos 60 €",
    en: "I was thinking of about 60 €",
  },
  {
    about: /tama[nñ]o|grande|peque|medida|\bsize\b|how (big|tall)/i,
    es: "De tamaño mediano, tengo como un metro de hueco",
    en: "Medium, I have about a metre of space",
  },
  {
    about: /mascota|gatos?\b|perros?\b|\bpets?\b|\bcats?\b|\bdogs?\b/i,
    es: "Sí, un gato que lo muerde todo",
    en: "Yes, a cat that bites everything",
  },
];

const WAIT: Rule = {
  about:
    /un momento|un minuto|un segundo|d[eé]jame|lo (miro|reviso|consulto)|one moment|a (minute|second|sec)|let me|hold on/i,
  es: "Sí, claro, sin prisa",
  en: "Sure, take your time",
};
const DONE: Rule = {
  about: /resuelto|solucionado|\blisto\b|ya est[aá]|enviado|all set|\bdone\b|fixed|sorted/i,
  es: "¡Qué rápido! Muchas gracias",
  en: "That was quick, thank you so much",
};
const BYE: Rule = {
  about:
    /hasta luego|adi[oó]s|que tengas|buen d[ií]a|buena tarde|un saludo|de nada|good ?bye|\bbye\b|have a (nice|good)|you'?re welcome/i,
  es: "Muchas gracias por la ayuda. ¡Hasta luego!",
  en: "Thanks a lot for your help. Bye!",
};
const THANKS = {
  es: ["Perfecto, muchas gracias", "Ah, qué bien, gracias", "Entendido", "Vale, gracias"],
  en: ["Perfect, thank you", "Oh great, thanks", "Got it", "OK, thank you"],
};
const UNSURE = {
  es: ["Sí, por favor", "Creo que sí, ¿tú qué me recomiendas?", "Sí, me parece bien"],
  en: ["Yes, please", "I think so, what would you recommend?", "Yes, that works for me"],
};

export class SmallTalk {
  private readonly said = new Set<string>();
  private readonly lines: string[];
  private over = false;

  constructor(
    private readonly person: Person,
    private readonly story: Story,
  ) {
    this.lines = [...story.lines];
  }

  /** What the visitor came to say and had not said yet when the agent was quicker: it goes first. */
  owe(texts: readonly string[]): void {
    this.lines.unshift(...texts);
  }

  /** Both have said good-bye. */
  get isOver(): boolean {
    return this.over;
  }

  answer(heard: string, last: boolean): string {
    const language = languageOf(heard) ?? this.story.language;
    return words(this.choose(heard, last, language), this.person, "");
  }

  private choose(heard: string, last: boolean, language: Language): string {
    const facts = FACTS.filter(
      (rule) => heard.includes("?") && rule.about.test(heard) && !this.said.has(rule.es),
    ).slice(0, 2);
    if (facts.length > 0 && !last) return facts.map((rule) => this.say(rule.es, rule[language])).join(". ");
    const rule = last
      ? BYE
      : [BYE, WAIT, DONE].find((each) => each.about.test(heard) && !this.said.has(each.es));
    if (rule === BYE) this.over = true;
    return rule ? this.say(rule.es, rule[language]) : this.next(heard, language);
  }

  private next(heard: string, language: Language): string {
    const line =
      language === this.story.language ? this.lines.find((each) => !this.said.has(each)) : undefined;
    if (line) return this.say(line);
    const polite = (heard.includes("?") ? UNSURE : THANKS)[language];
    return this.say(polite.find((each) => !this.said.has(each)) ?? (polite[0] as string));
  }

  private say(key: string, text = key): string {
    this.said.add(key);
    return text;
  }
}

/** English or Spanish, when a few plain words give it away; the visitor answers in the language it is spoken to. */
function languageOf(text: string): Language | null {
  const count = (plain: RegExp) => text.match(plain)?.length ?? 0;
  const en = count(
    /\b(the|you|your|hello|hi|is|are|can|what|how|we|it|thanks|please|for|of course|sure)\b/gi,
  );
  const es = count(
    /\b(el|la|los|las|que|qué|hola|es|está|puedes|cómo|te|de|gracias|por|claro|tu|su|un|una)\b/gi,
  );
  return en === es ? null : en > es ? "en" : "es";
}
