// The flow of a new project: a greeting, three ways on, a contact form that makes a prospect, a person.
import type { FlowDefinition } from "../flow.definition.js";
import { at } from "./canvas.js";
import { field } from "./template.js";

interface Words {
  greeting: string;
  question: string;
  sales: string;
  support: string;
  person: string;
  askContact: string;
  form: string;
  name: string;
  email: string;
  phone: string;
  describe: string;
  handoff: string;
}

const WORDS: Record<string, Words> = {
  en: {
    greeting: "Hello, and welcome.",
    question: "How can we help you?",
    sales: "I want to buy",
    support: "I need support",
    person: "Talk to a person",
    askContact: "Leave us your details and we will be with you right away.",
    form: "Contact",
    name: "Name",
    email: "Email",
    phone: "Phone",
    describe: "Tell us what happened while we look for somebody to help you.",
    handoff: "Thank you. Somebody from the team will answer you here.",
  },
  es: {
    greeting: "Hola, te damos la bienvenida.",
    question: "¿En qué te ayudamos?",
    sales: "Quiero comprar",
    support: "Necesito soporte",
    person: "Hablar con una persona",
    askContact: "Déjanos tus datos y te atendemos enseguida.",
    form: "Contacto",
    name: "Nombre",
    email: "Correo",
    phone: "Teléfono",
    describe: "Cuéntanos qué ha pasado mientras buscamos a alguien que te ayude.",
    handoff: "Gracias. Alguien del equipo te responderá aquí.",
  },
};

export function defaultFlow(locale: string): FlowDefinition {
  const words = WORDS[locale] ?? (WORDS.en as Words);
  return {
    start: "greeting",
    nodes: {
      greeting: { kind: "message", text: words.greeting, next: "question", at: at(0, 1) },
      question: {
        kind: "options",
        text: words.question,
        options: [
          { label: words.sales, next: "contact" },
          { label: words.support, next: "support" },
          { label: words.person, next: "handoff" },
        ],
        at: at(1, 1),
      },
      contact: {
        kind: "form",
        text: words.askContact,
        form: {
          name: words.form,
          fields: [
            field("name", words.name, "text", true),
            field("email", words.email, "email", true),
            field("phone", words.phone, "phone", false),
          ],
        },
        next: "prospect",
        at: at(2, 0),
      },
      prospect: { kind: "notification", status: "PROSPECT", alert: true, next: "handoff", at: at(3, 0) },
      support: { kind: "message", text: words.describe, next: "handoff", at: at(2, 3) },
      handoff: { kind: "handoff", text: words.handoff, away: null, at: at(4, 1) },
    },
  };
}
