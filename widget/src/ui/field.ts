/** One question of a form: its label, its control, and what is wrong with the answer. */
import type { FormField } from "../sdk/store";
import { attr, el, say } from "./dom";
import { plainNumber } from "./validate";
import type { Words } from "./words";

export interface Field {
  name: string;
  node: HTMLElement;
  value(): string;
  fill(value: string): void;
  problem(text: string | null): void;
  focus(): void;
  disable(disabled: boolean): void;
}

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

let count = 0;

export function formField(field: FormField, words: Words): Field {
  const id = `field-${++count}`;
  const control = controlOf(field, words);
  const consent = control instanceof HTMLInputElement && control.type === "checkbox" ? control : null;
  const note = el("p", { class: "problem", id: `${id}-problem`, hidden: true });
  attr(control, "id", id);
  attr(control, "aria-required", field.required ? "true" : null);
  const optional = !field.required && el("i", {}, ` (${words.optional})`);
  const label = consent
    ? el("label", { class: "tick", for: id }, control, el("span", {}, field.label, optional))
    : el("label", { for: id }, field.label, optional);
  const node = el("div", { class: "field" }, label, !consent && control, note);

  return {
    name: field.name,
    node,
    value() {
      if (consent) return consent.checked ? "true" : "";
      const value = control.value.trim();
      return field.type === "number" ? plainNumber(value) : value;
    },
    fill(value) {
      if (consent) consent.checked = value === "true";
      else control.value = value;
    },
    problem(text) {
      note.hidden = text === null;
      say(note, text ?? "");
      attr(control, "aria-invalid", text === null ? null : "true");
      attr(control, "aria-describedby", text === null ? null : note.id);
    },
    focus: () => control.focus(),
    disable: (disabled) => void (control.disabled = disabled),
  };
}

function controlOf(field: FormField, words: Words): Control {
  switch (field.type) {
    case "email":
      return el("input", { type: "email", autocomplete: "email", inputmode: "email" });
    case "phone":
      return el("input", { type: "tel", autocomplete: "tel" });
    case "number":
      // Not type=number: it hides from us what was typed when it is not one.
      return el("input", { type: "text", inputmode: "decimal" });
    case "consent":
      return el("input", { type: "checkbox" });
    case "textarea":
      return el("textarea", { rows: 3 });
    case "select":
      return el(
        "select",
        {},
        el("option", { value: "" }, words.choose),
        ...(field.options ?? []).map((option) => el("option", { value: option }, option)),
      );
    default:
      return el("input", { type: "text", autocomplete: /^(full_?)?name$/i.test(field.name) ? "name" : null });
  }
}
