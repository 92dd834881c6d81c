// What the browser's tab says: each page names itself here, and the shell writes it, with how many wait before it.

class Title {
  page = $state<string | null>(null);
}

export const title = new Title();

/** Names the page while the component that calls this is there; null leaves it to others. */
export function entitle(text: () => string | null): void {
  $effect(() => {
    const name = text();
    if (name === null) return;
    title.page = name;
  });
}
