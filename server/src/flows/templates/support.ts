// Sorts by problem, offers what people can do by themselves, and takes down the rest for a person.
import { at } from "./canvas.js";
import { type Template, field } from "./template.js";

interface Words {
  hello: string;
  topic: string;
  order: string;
  payment: string;
  account: string;
  other: string;
  orderHelp: string;
  paymentHelp: string;
  accountHelp: string;
  solved: string;
  yes: string;
  no: string;
  glad: string;
  details: string;
  form: string;
  who: string;
  email: string;
  number: string;
  what: string;
  person: string;
  away: string;
}

export const support: Template<Words> = {
  words: {
    en: {
      name: "Support",
      description:
        "Sorts by problem and offers a way to solve it. What is left is taken down and handed to a person, or kept for the morning outside office hours.",
      hello: "Hello. Let us see how we can help you.",
      topic: "What is it about?",
      order: "My order",
      payment: "A payment or an invoice",
      account: "My account",
      other: "Something else",
      orderHelp:
        "You can follow your order at any time with the link in the email that confirmed it. If you do not find it, have a look in the spam folder.",
      paymentHelp:
        "Your invoices are in your account, under Orders. If a payment did not go through, nothing has been charged, and you can try again with the same card or another.",
      accountHelp:
        "If you cannot sign in, choose “Forgot your password?” on the sign-in page: we will send you an email to set a new one.",
      solved: "Does that solve it?",
      yes: "Yes, thank you",
      no: "No, I need help",
      glad: "Good to hear. If anything else comes up, write to us here.",
      details: "Tell us a little more, so that we can look into it.",
      form: "Support request",
      who: "Name",
      email: "Email",
      number: "Order number, if there is one",
      what: "What happened?",
      person: "Thank you, {{name}}. Somebody is looking into it and will answer you here.",
      away: "Thank you, {{name}}. We are not here just now. As soon as we are back we will look into it, and answer you here and at {{email}}.",
    },
    es: {
      name: "Soporte",
      description:
        "Clasifica el problema y ofrece una forma de resolverlo. Lo que queda se anota y pasa a una persona o, fuera del horario, espera a la mañana.",
      hello: "Hola. Vamos a ver cómo podemos ayudarte.",
      topic: "¿De qué se trata?",
      order: "Mi pedido",
      payment: "Un pago o una factura",
      account: "Mi cuenta",
      other: "Otra cosa",
      orderHelp:
        "Puedes seguir tu pedido en cualquier momento con el enlace del correo que lo confirmó. Si no lo encuentras, mira en la carpeta de spam.",
      paymentHelp:
        "Tus facturas están en tu cuenta, en Pedidos. Si un pago no se completó, no se te ha cobrado nada y puedes volver a intentarlo con la misma tarjeta o con otra.",
      accountHelp:
        "Si no puedes entrar, elige «¿Olvidaste tu contraseña?» en la página de acceso: te enviaremos un correo para crear una nueva.",
      solved: "¿Te ha servido?",
      yes: "Sí, gracias",
      no: "No, necesito ayuda",
      glad: "Nos alegramos. Si surge cualquier otra cosa, escríbenos aquí.",
      details: "Cuéntanos un poco más para que podamos revisarlo.",
      form: "Solicitud de soporte",
      who: "Nombre",
      email: "Correo",
      number: "Número de pedido, si lo hay",
      what: "¿Qué ha pasado?",
      person: "Gracias, {{name}}. Alguien lo está revisando y te responderá aquí.",
      away: "Gracias, {{name}}. Ahora mismo no estamos. En cuanto volvamos lo revisamos y te respondemos aquí y en {{email}}.",
    },
  },

  define: (words) => ({
    start: "hello",
    nodes: {
      hello: { kind: "message", text: words.hello, next: "topic", at: at(0, 2) },
      topic: {
        kind: "options",
        text: words.topic,
        options: [
          { label: words.order, next: "order" },
          { label: words.payment, next: "payment" },
          { label: words.account, next: "account" },
          { label: words.other, next: "details" },
        ],
        at: at(1, 2),
      },
      order: { kind: "message", text: words.orderHelp, next: "reading", at: at(2, 0) },
      payment: { kind: "message", text: words.paymentHelp, next: "reading", at: at(2, 1.5) },
      account: { kind: "message", text: words.accountHelp, next: "reading", at: at(2, 3) },
      // Time to read what was said, before it is asked about.
      reading: { kind: "delay", seconds: 4, next: "solved", at: at(3, 1.5) },
      solved: {
        kind: "options",
        text: words.solved,
        options: [
          { label: words.yes, next: "glad" },
          { label: words.no, next: "details" },
        ],
        at: at(4, 1.5),
      },
      glad: { kind: "close", text: words.glad, at: at(5, 0) },
      details: {
        kind: "form",
        text: words.details,
        form: {
          name: words.form,
          fields: [
            field("name", words.who, "text", true),
            field("email", words.email, "email", true),
            field("order", words.number, "text", false),
            field("problem", words.what, "textarea", true),
          ],
        },
        next: "open",
        at: at(5, 3),
      },
      open: { kind: "condition", when: { on: "hours" }, then: "person", otherwise: "morning", at: at(6, 3) },
      person: { kind: "handoff", text: words.person, away: null, at: at(7, 2) },
      morning: { kind: "handoff", text: words.away, away: words.away, at: at(7, 4) },
    },
  }),
};
