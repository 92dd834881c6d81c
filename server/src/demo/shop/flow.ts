// The sample shop's own flow. Its labels are named here, so that who chooses by a label and who offers it cannot drift apart.
import type { FlowVersion } from "../../flows/index.js";
import type { FormFieldSpec } from "../../forms/index.js";

export const LABELS = {
  buy: "Quiero comprar",
  order: "¿Dónde está mi pedido?",
  returns: "Cambios y devoluciones",
  shipping: "Envíos y pagos",
  person: "Hablar con una persona",
  here: "Por aquí, ahora",
  mail: "Por correo",
  solved: "Sí, gracias",
} as const;

export type Label = keyof typeof LABELS;

export const REASONS = ["Llegó dañado", "No es lo que esperaba", "Me equivoqué de tamaño", "Otro"];

const field = (
  name: string,
  label: string,
  type: FormFieldSpec["type"],
  required: boolean,
  options: string[] | null = null,
) => ({ name, label, type, required, options });

const who = [field("name", "Nombre", "text", true), field("email", "Correo", "email", true)];

export const shopFlow: FlowVersion["definition"] = {
  start: "greeting",
  nodes: {
    greeting: { kind: "message", text: "Hola, te damos la bienvenida a Tienda Sur.", next: "question" },
    question: {
      kind: "options",
      text: "¿En qué te ayudamos?",
      options: [
        { label: LABELS.buy, next: "contact" },
        { label: LABELS.order, next: "order" },
        { label: LABELS.returns, next: "return" },
        { label: LABELS.shipping, next: "shipping" },
        { label: LABELS.person, next: "handoff" },
      ],
    },
    contact: {
      kind: "form",
      text: "Déjanos tus datos y te atendemos enseguida.",
      form: { name: "Contacto", fields: [...who, field("phone", "Teléfono", "phone", false)] },
      next: "prospect",
    },
    prospect: { kind: "notification", status: "PROSPECT", alert: false, next: "how" },
    how: {
      kind: "options",
      text: "¿Cómo prefieres que te atendamos?",
      options: [
        { label: LABELS.here, next: "handoff" },
        { label: LABELS.mail, next: "mail" },
      ],
    },
    mail: { kind: "message", text: "Perfecto. Te escribimos hoy mismo.", next: null },
    order: {
      kind: "form",
      text: "Con estos datos buscamos tu pedido.",
      form: { name: "Pedido", fields: [...who, field("order", "Número de pedido", "text", true)] },
      next: "handoff",
    },
    return: {
      kind: "form",
      text: "Sentimos que algo no haya ido bien. Cuéntanos qué pasó.",
      form: {
        name: "Devolución",
        fields: [
          ...who,
          field("phone", "Teléfono", "phone", false),
          field("order", "Número de pedido", "text", true),
          field("reason", "Motivo", "select", true, REASONS),
        ],
      },
      next: "handoff",
    },
    shipping: {
      kind: "message",
      text: "Enviamos en 2 a 4 días laborables. A partir de 49 € el envío es gratis. Puedes pagar con tarjeta, transferencia o contra entrega.",
      next: "enough",
    },
    enough: {
      kind: "options",
      text: "¿Te ha servido?",
      options: [
        { label: LABELS.solved, next: "glad" },
        { label: LABELS.person, next: "handoff" },
      ],
    },
    glad: { kind: "message", text: "Qué bien. Aquí estamos si necesitas algo más.", next: null },
    handoff: { kind: "handoff", text: "Gracias. Alguien del equipo te responderá aquí." },
  },
};
