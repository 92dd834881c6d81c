// Finds out what somebody wants to buy and spend, takes their details, and gives those who are ready to a person.
import { at } from "./canvas.js";
import { type Template, field } from "./template.js";

interface Words {
  hello: string;
  need: string;
  quote: string;
  question: string;
  looking: string;
  budget: string;
  budgets: [string, string, string, string];
  contact: string;
  form: string;
  who: string;
  email: string;
  company: string;
  phone: string;
  what: string;
  adviser: string;
  away: string;
  how: string;
  now: string;
  mail: string;
  byMail: string;
  ask: string;
  askAway: string;
  around: string;
  anything: string;
  yes: string;
  no: string;
  bye: string;
}

export const sales: Template<Words> = {
  words: {
    en: {
      name: "Sales",
      description:
        "Asks what people need and what they plan to spend, makes prospects of them, and hands the largest to a person at once.",
      hello: "Hello, and welcome. Tell us what you need and we will find what fits.",
      need: "What brings you here today?",
      quote: "I would like a quote",
      question: "I have a question first",
      looking: "I am just looking",
      budget: "Good. What do you plan to spend, more or less?",
      budgets: ["Less than 500", "500 to 5,000", "More than 5,000", "I do not know yet"],
      contact: "Thank you. With this we can prepare something that suits you.",
      form: "Quote",
      who: "Name",
      email: "Email",
      company: "Company",
      phone: "Phone",
      what: "What do you need?",
      adviser: "Thank you, {{name}}. One of our advisers will be with you here in a moment.",
      away: "Thank you, {{name}}. We are not here just now, but we have your details: we will write to {{email}} as soon as we are back.",
      how: "Thank you, {{name}}. How shall we go on?",
      now: "Talk to somebody here",
      mail: "By email",
      byMail: "We will do that. You will have our answer at {{email}} within one working day.",
      ask: "Of course. Write it here, and somebody from the team will answer you.",
      askAway: "Of course. Write it here: we are not in just now, and will answer as soon as we are back.",
      around: "Take all the time you need. If something is not clear, ask us.",
      anything: "Is there anything we can help you with?",
      yes: "Yes, I have a question",
      no: "Not for now",
      bye: "Very well. We are here whenever you need us.",
    },
    es: {
      name: "Ventas",
      description:
        "Pregunta qué necesitan y cuánto piensan gastar, convierte en prospecto a quien deja sus datos y pasa enseguida a una persona a los de mayor presupuesto.",
      hello: "Hola, te damos la bienvenida. Cuéntanos qué necesitas y buscamos lo que mejor te encaja.",
      need: "¿Qué te trae por aquí hoy?",
      quote: "Quiero un presupuesto",
      question: "Antes tengo una pregunta",
      looking: "Solo estoy mirando",
      budget: "Perfecto. ¿Cuánto piensas gastar, más o menos?",
      budgets: ["Menos de 500", "De 500 a 5.000", "Más de 5.000", "Todavía no lo sé"],
      contact: "Gracias. Con estos datos podemos prepararte algo a tu medida.",
      form: "Presupuesto",
      who: "Nombre",
      email: "Correo",
      company: "Empresa",
      phone: "Teléfono",
      what: "¿Qué necesitas?",
      adviser: "Gracias, {{name}}. En un momento te atiende aquí una persona del equipo.",
      away: "Gracias, {{name}}. Ahora mismo no estamos, pero ya tenemos tus datos: te escribiremos a {{email}} en cuanto volvamos.",
      how: "Gracias, {{name}}. ¿Cómo prefieres que sigamos?",
      now: "Hablar aquí con alguien",
      mail: "Por correo",
      byMail: "Así lo haremos. Tendrás nuestra respuesta en {{email}} en un día laborable.",
      ask: "Claro. Escríbela aquí y alguien del equipo te responderá.",
      askAway: "Claro. Escríbela aquí: ahora mismo no estamos, y te responderemos en cuanto volvamos.",
      around: "Tómate el tiempo que necesites. Si algo no queda claro, pregúntanos.",
      anything: "¿Podemos ayudarte en algo?",
      yes: "Sí, tengo una pregunta",
      no: "Por ahora no",
      bye: "Muy bien. Aquí estamos cuando nos necesites.",
    },
  },

  define: (words) => ({
    start: "hello",
    nodes: {
      hello: { kind: "message", text: words.hello, next: "need", at: at(0, 2) },
      need: {
        kind: "options",
        text: words.need,
        options: [
          { label: words.quote, next: "budget" },
          { label: words.question, next: "question" },
          { label: words.looking, next: "looking" },
        ],
        at: at(1, 2),
      },
      budget: {
        kind: "options",
        text: words.budget,
        options: words.budgets.map((label) => ({ label, next: "contact" })),
        at: at(2, 0),
      },
      contact: {
        kind: "form",
        text: words.contact,
        form: {
          name: words.form,
          fields: [
            field("name", words.who, "text", true),
            field("email", words.email, "email", true),
            field("company", words.company, "text", false),
            field("phone", words.phone, "phone", false),
            field("need", words.what, "textarea", true),
          ],
        },
        next: "prospect",
        at: at(3, 0),
      },
      prospect: { kind: "notification", status: "PROSPECT", alert: true, next: "large", at: at(4, 0) },
      large: {
        kind: "condition",
        when: { on: "option", node: "budget", index: 2 },
        then: "adviser",
        otherwise: "how",
        at: at(5, 0),
      },
      how: {
        kind: "options",
        text: words.how,
        options: [
          { label: words.now, next: "adviser" },
          { label: words.mail, next: "mail" },
        ],
        at: at(6, 1),
      },
      adviser: { kind: "handoff", text: words.adviser, away: words.away, at: at(7, 0) },
      mail: { kind: "message", text: words.byMail, next: "done", at: at(7, 2) },
      done: { kind: "end", at: at(8, 2) },
      looking: { kind: "message", text: words.around, next: "pause", at: at(2, 5) },
      pause: { kind: "delay", seconds: 30, next: "anything", at: at(3, 5) },
      anything: {
        kind: "options",
        text: words.anything,
        options: [
          { label: words.yes, next: "question" },
          { label: words.no, next: "bye" },
        ],
        at: at(4, 5),
      },
      question: { kind: "handoff", text: words.ask, away: words.askAway, at: at(5, 3) },
      bye: { kind: "message", text: words.bye, next: null, at: at(5, 5) },
    },
  }),
};
