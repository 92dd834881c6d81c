type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Picks the form of a word that the language wants beside a number. */
export function pluralOf(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}

/** Names as a sentence lists them; of many the first two, and how many more. */
export function listOf(
  locale: string,
  more: (count: number) => string,
): (names: readonly string[]) => string {
  const format = new Intl.ListFormat(locale);
  return (names) =>
    format.format(names.length > 3 ? [...names.slice(0, 2), more(names.length - 2)] : [...names]);
}
