// Takes in a submitted form: keeps it, and fills the visitor's name, e-mail and phone from it.
import type { Thread } from "../conversations/index.js";
import { checkAnswers } from "./form.check.js";
import { FormSubmission } from "./form-submission.entity.js";
import type { Form, FormField } from "./form.type.js";

const FILLS = ["name", "email", "phone"] as const;

/** Latest non-empty value wins. Which field fills what is told by its name, or by its type where the name tells nothing. */
function contactOf(form: Form, fields: readonly FormField[]) {
  const contact: Partial<Record<(typeof FILLS)[number], string>> = {};
  for (const fill of FILLS) {
    const spec =
      form.fields.find((field) => field.name === fill) ?? form.fields.find((field) => field.type === fill);
    const value = fields.find((field) => field.name === spec?.name)?.value;
    if (value) contact[fill] = value;
  }
  return contact;
}

export async function submitForm(
  thread: Thread,
  form: Form,
  answers: readonly { name: string; value: string }[],
): Promise<FormSubmission> {
  const fields = checkAnswers(form, answers);
  const { unit, conversation } = thread;
  const { rows, now } = unit.work;
  const submission = await rows.insert(FormSubmission, {
    visitorId: unit.visitor.id,
    conversationId: conversation.id,
    formName: form.name,
    fields,
    submittedAt: now,
  });
  unit.fill(contactOf(form, fields));
  return submission;
}
