// Which canned replies fit what is typed, whatever its case and accents: first those whose shortcut begins so.
interface Reply {
  shortcut: string;
  text: string;
}

export function findReplies<R extends Reply>(replies: readonly R[], search: string): R[] {
  const words = fold(search).split(/\s+/u).filter(Boolean);
  const first = words[0];
  if (first === undefined) return [...replies];
  const ranked = replies.flatMap((reply) => {
    const shortcut = fold(reply.shortcut);
    const whole = `${shortcut}\n${fold(reply.text)}`;
    if (!words.every((word) => whole.includes(word))) return [];
    return [{ reply, rank: shortcut.startsWith(first) ? 0 : shortcut.includes(first) ? 1 : 2 }];
  });
  return ranked.toSorted((one, other) => one.rank - other.rank).map(({ reply }) => reply);
}

function fold(text: string): string {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}
