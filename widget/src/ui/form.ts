/** A form in the conversation. It keeps what was typed through every refusal, until the server has it. */
import type { FormProblems, Session } from "../sdk/store";
import { attr, el, say } from "./dom";
import { formField } from "./field";
import type { Part, RowOf, Scene } from "./part";
import { richText } from "./text";
import { problemsOf } from "./validate";

export function formCard(first: RowOf<"form">, { chat, speech }: Scene): Part<RowOf<"form">> {
  const { words } = speech;
  const { id, text, form } = first.message;
  const specs = form?.fields ?? [];
  const fields = specs.map((spec) => formField(spec, words));
  const problem = el("p", { class: "problem", role: "alert", hidden: true });
  const submit = el("button", { type: "submit", class: "submit" }, words.submit);
  const card = el(
    "form",
    { class: "form", novalidate: true, "aria-label": form?.name },
    form?.name && el("div", { class: "formname", "aria-hidden": "true" }, form.name),
    ...fields.map((field) => field.node),
    problem,
    submit,
  );
  const node = el("div", {}, text && el("div", { class: "bubble" }, richText(text)), card);
  let shown: FormProblems | null = null;
  const offered: { name?: string; email?: string } = {};

  /** Nobody types again what the site has said of them: once, and never over what they have typed. */
  const offer = (verified: Session["verified"]) => {
    for (const key of ["name", "email"] as const) {
      const value = verified?.[key];
      if (!value || value === offered[key]) continue;
      offered[key] = value;
      // The server fills the visitor's contact by the same fields.
      const spec = specs.find(({ name }) => name === key) ?? specs.find(({ type }) => type === key);
      const field = fields.find(({ name }) => name === spec?.name);
      if (field?.value() === "") field.fill(value);
    }
  };

  const mark = (reasons: Map<string, string>) => {
    for (const field of fields) {
      const reason = reasons.get(field.name);
      field.problem(reason === undefined ? null : words.problem(reason));
    }
    // The notes make the form longer: its end stays in sight where both fit.
    submit.scrollIntoView({ block: "nearest" });
    fields.find((field) => reasons.has(field.name))?.focus();
  };
  const tell = (message: string | null) => {
    problem.hidden = message === null;
    say(problem, message ?? "");
  };
  const values = () => Object.fromEntries(fields.map((field) => [field.name, field.value()]));

  card.addEventListener("submit", (event) => {
    event.preventDefault();
    const problems = problemsOf(specs, values());
    tell(problems.length ? words.checkFields(problems.length) : null);
    mark(new Map(problems.map(({ name, reason }) => [name, reason])));
    if (!problems.length)
      chat.sender.submit(
        id,
        Object.entries(values()).map(([name, value]) => ({ name, value })),
      );
  });
  card.addEventListener("input", (event) => {
    fields.find((field) => field.node.contains(event.target as Node))?.problem(null);
    tell(null);
  });

  return {
    node,
    update({ sending, problems, verified, lead }) {
      attr(node, "class", lead ? "item lead" : "item");
      offer(verified);
      for (const field of fields) field.disable(sending);
      submit.disabled = sending;
      say(submit, sending ? words.submitting : words.submit);
      if (problems === shown) return;
      shown = problems;
      if (!problems) return;
      for (const field of fields) field.fill(problems.values[field.name] ?? field.value());
      tell(problems.fields.length ? words.checkFields(problems.fields.length) : words.formFailed);
      mark(new Map(problems.fields.map(({ name, reason }) => [name, reason])));
    },
  };
}
