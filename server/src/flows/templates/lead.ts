// Takes down who would like to hear from you, with their consent, and alerts the team.
import { at } from "./canvas.js";
import { type Template, field } from "./template.js";

interface Words {
  hello: string;
  interest: string;
  offer: string;
  news: string;
  no: string;
  contact: string;
  form: string;
  who: string;
  email: string;
  phone: string;
  consent: string;
  more: string;
  moreForm: string;
  what: string;
  when: string;
  whens: [string, string, string];
  offerThanks: string;
  newsThanks: string;
  bye: string;
}

export const lead: Template<Words> = {
  words: {
    en: {
      name: "Lead capture",
      description:
        "Asks for a name, an email and consent to write. Whoever leaves them becomes a prospect, and the team is alerted.",
      hello: "Hello. Leave us your email and we will do the rest: it takes less than a minute.",
      interest: "What may we send you?",
      offer: "An offer made for me",
      news: "News and offers",
      no: "Nothing for now",
      contact: "Where may we write to you?",
      form: "Contact",
      who: "Name",
      email: "Email",
      phone: "Phone",
      consent: "I agree to be written to, and can say stop at any time.",
      more: "Thank you, {{name}}. Two more questions, so that the offer fits.",
      moreForm: "Offer",
      what: "What are you looking for?",
      when: "When do you need it?",
      whens: ["As soon as possible", "Within a month", "There is no hurry"],
      offerThanks: "That is all we need. You will have our offer at {{email}} soon.",
      newsThanks: "Thank you, {{name}}. From now on you will hear from us at {{email}}.",
      bye: "Very well. If you change your mind, you will find us here.",
    },
    es: {
      name: "Captación de contactos",
      description:
        "Pide nombre, correo y permiso para escribir. Quien los deja pasa a ser prospecto y el equipo recibe un aviso.",
      hello: "Hola. Déjanos tu correo y nosotros hacemos el resto: es menos de un minuto.",
      interest: "¿Qué te enviamos?",
      offer: "Una oferta a mi medida",
      news: "Novedades y ofertas",
      no: "Nada por ahora",
      contact: "¿Adónde te escribimos?",
      form: "Contacto",
      who: "Nombre",
      email: "Correo",
      phone: "Teléfono",
      consent: "Acepto que me escriban. Puedo pedir en cualquier momento que dejen de hacerlo.",
      more: "Gracias, {{name}}. Dos preguntas más para acertar con la oferta.",
      moreForm: "Oferta",
      what: "¿Qué estás buscando?",
      when: "¿Para cuándo lo necesitas?",
      whens: ["Lo antes posible", "En un mes", "No hay prisa"],
      offerThanks: "Con esto es suficiente. Pronto tendrás nuestra oferta en {{email}}.",
      newsThanks: "Gracias, {{name}}. A partir de ahora te contaremos las novedades en {{email}}.",
      bye: "Muy bien. Si cambias de idea, aquí nos encuentras.",
    },
  },

  define: (words) => ({
    start: "hello",
    nodes: {
      hello: { kind: "message", text: words.hello, next: "interest", at: at(0, 1) },
      interest: {
        kind: "options",
        text: words.interest,
        options: [
          { label: words.offer, next: "contact" },
          { label: words.news, next: "contact" },
          { label: words.no, next: "bye" },
        ],
        at: at(1, 1),
      },
      contact: {
        kind: "form",
        text: words.contact,
        form: {
          name: words.form,
          fields: [
            field("name", words.who, "text", true),
            field("email", words.email, "email", true),
            field("phone", words.phone, "phone", false),
            field("consent", words.consent, "consent", true),
          ],
        },
        next: "prospect",
        at: at(2, 0),
      },
      prospect: { kind: "notification", status: "PROSPECT", alert: true, next: "offer", at: at(3, 0) },
      offer: {
        kind: "condition",
        when: { on: "option", node: "interest", index: 0 },
        then: "more",
        otherwise: "newsThanks",
        at: at(4, 0),
      },
      more: {
        kind: "form",
        text: words.more,
        form: {
          name: words.moreForm,
          fields: [
            field("need", words.what, "textarea", true),
            field("when", words.when, "select", true, words.whens),
          ],
        },
        next: "offerThanks",
        at: at(5, 0),
      },
      offerThanks: { kind: "message", text: words.offerThanks, next: "done", at: at(6, 0) },
      newsThanks: { kind: "message", text: words.newsThanks, next: "done", at: at(5, 2) },
      done: { kind: "end", at: at(7, 1) },
      bye: { kind: "close", text: words.bye, at: at(2, 3) },
    },
  }),
};
