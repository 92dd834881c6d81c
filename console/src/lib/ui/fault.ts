import { tick } from "svelte";

/** Takes whoever sent a form to the first of its fields that was not good, as soon as that is said there. */
export async function focusOnFault(form: HTMLFormElement | undefined): Promise<void> {
  await tick();
  form?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}
