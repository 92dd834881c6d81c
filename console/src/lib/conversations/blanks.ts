// What a canned reply leaves to fill in, such as {{visitor.name}} for somebody who has told no name.
const pattern = /\{\{[^{}\n]{1,120}\}\}/gu;

export interface Blank {
  from: number;
  to: number;
  name: string;
}

export function blanksOf(text: string): Blank[] {
  return [...text.matchAll(pattern)].map(({ index, 0: name }) => ({
    from: index,
    to: index + name.length,
    name,
  }));
}

/** The text in pieces, in order: what is to be filled in and what is not. */
export function pieces(text: string): { text: string; isBlank: boolean }[] {
  const all = blanksOf(text);
  return [...all, { from: text.length, to: text.length, name: "" }].flatMap(({ from, name }, index) => [
    { text: text.slice(all[index - 1]?.to ?? 0, from), isBlank: false },
    { text: name, isBlank: true },
  ]);
}
