// What simulated visitors come for, and what they say to the agent who answers them, in Spanish and in English.
import { type Step, askForPerson, choose, fill, page, say, wait } from "../scripts/script.js";

export interface Story {
  name: string;
  weight: number;
  language: "es" | "en";
  steps: readonly Step[];
  /** Ends with the visitor waiting for a person. */
  waits: boolean;
  /** What the visitor adds when the agent has said something that no other answer fits. Used in order. */
  lines: readonly string[];
}

const story = (
  name: string,
  weight: number,
  language: Story["language"],
  steps: Step[],
  lines: string[] = [],
  waits = true,
): Story => ({ name, weight, language, steps, lines, waits });

const BROWSING = {
  es: [
    "Hola, solo estaba mirando, gracias",
    "La verdad es que me gusta {product}, ¿es difícil de cuidar?",
    "Suena bien. ¿Y el envío cuánto tarda?",
    "Vale, me lo pienso y seguramente la pida",
  ],
  en: [
    "Hi, just looking around, thanks",
    "I do like the {product}, is it hard to look after?",
    "Sounds good. How long is the delivery?",
    "OK, I'll think about it and probably order",
  ],
};

export const STORIES: readonly Story[] = [
  story(
    "looks around",
    18,
    "es",
    [page("plants"), wait(0.4), page("product"), wait(0.6), page("pots"), wait(0.5)],
    BROWSING.es,
    false,
  ),
  story("looks around", 6, "en", [page("plants"), wait(0.5), page("product"), wait(0.7)], BROWSING.en, false),
  story(
    "shipping",
    16,
    "es",
    [page("shipping"), choose("shipping"), wait(0.2), choose("solved"), page("product"), wait(0.6)],
    BROWSING.es,
    false,
  ),
  story("leaves the form", 8, "es", [page("product"), choose("buy"), wait(0.9)], BROWSING.es, false),
  story(
    "by mail",
    20,
    "es",
    [page("product"), choose("buy"), fill(), choose("mail"), page("pots"), wait(0.7)],
    BROWSING.es,
    false,
  ),
  story(
    "by mail",
    6,
    "en",
    [page("product"), choose("buy"), fill(), choose("mail"), wait(0.7)],
    BROWSING.en,
    false,
  ),
  story(
    "buys now",
    14,
    "es",
    [
      page("product"),
      choose("buy"),
      fill(),
      choose("here"),
      say("Hola, ¿tienen {product} para entregar esta semana en {city}?"),
    ],
    [
      "Es para el salón, tengo un rincón al lado de la ventana",
      "¿Viene con maceta o la compro aparte?",
      "Perfecto, entonces me la llevo",
      "¿Me mandas el enlace para pagar?",
      "Listo, ya quedó",
    ],
  ),
  story(
    "for an office",
    7,
    "es",
    [
      page("business"),
      choose("buy"),
      fill(),
      choose("here"),
      say("Buenas, queremos unas 15 plantas para una oficina en {city}"),
    ],
    [
      "Son dos plantas con bastante luz y una sala sin ventanas",
      "Nos gustaría que duren sin mucho cuidado",
      "¿Hacen también el mantenimiento?",
      "Genial, quedo pendiente del presupuesto",
    ],
  ),
  story(
    "where is it",
    12,
    "es",
    [
      page("account"),
      choose("order"),
      fill(),
      say("Hola, el pedido {order} tenía que llegar ayer y no sé nada"),
    ],
    [
      "El seguimiento dice «en tránsito» desde el lunes",
      "Mañana estoy en casa toda la mañana",
      "Vale, si llega mañana no hay problema",
    ],
  ),
  story(
    "broken pot",
    8,
    "es",
    [page("returns"), choose("returns"), fill(), say("Me llegó la maceta rota, la planta está bien")],
    [
      "Ya les mandé la foto",
      "Prefiero que me manden otra igual",
      "No, la caja venía bien por fuera",
      "Qué bien, no esperaba que fuera tan fácil",
    ],
  ),
  story(
    "yellow leaves",
    8,
    "es",
    [
      page("care"),
      askForPerson,
      say("Hola! A mi {product} se le ponen amarillas las hojas de abajo, ¿qué hago?"),
    ],
    [
      "La riego cada dos o tres días",
      "Está a un metro de la ventana",
      "¿Y corto las hojas que ya están amarillas?",
      "Voy a probar eso, a ver si se recupera",
    ],
  ),
  story(
    "a gift",
    6,
    "en",
    [
      page("gift"),
      choose("buy"),
      fill(),
      choose("here"),
      say("Hi! Can you gift wrap the {product} and add a card?"),
    ],
    [
      "It's for my mum's birthday on Saturday",
      "The card should just say: Happy birthday, mum",
      "Great, what would it be in total?",
      "Done, just paid",
    ],
  ),
  story(
    "delivery",
    5,
    "en",
    [page("shipping"), askForPerson, say("Hello, do you deliver to {city}?")],
    ["It would be two plants and a pot", "Is there a minimum order?", "Good to know, I'll order tonight"],
  ),
];
