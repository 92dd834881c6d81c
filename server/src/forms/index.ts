// Forms: what the flow asks, how answers are checked, and what was submitted.
export { checkAnswers } from "./form.check.js";
export { MessageFormFields, VisitorFormFields, formLoaders } from "./form.fields.js";
export { submitForm } from "./form.service.js";
export { FIELD_TYPES, type FieldType, Form, type FormFieldSpec } from "./form.type.js";
export { FormSubmission } from "./form-submission.entity.js";
