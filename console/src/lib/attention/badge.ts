/** The icon in the browser's tab: with a red badge while somebody waits. Two files, so that the page's policy stays strict. */
export function badgeIcon(waiting: boolean): void {
  const icon = document.querySelector<HTMLLinkElement>("link[rel=icon]");
  if (icon) icon.href = waiting ? "/favicon-attention.svg" : "/favicon.svg";
}
