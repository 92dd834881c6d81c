/** The page the visitor is on, and a sign whenever a single-page site moves to another one. */
import { looksSecret } from "./url";

const MAX_URL = 2000;
const MAX_TITLE = 300;

export interface Page {
  url: string;
  title: string;
}

/** An address without anything that looks like a secret, nor a fragment unless it is a route. */
export function cleanUrl(address: string): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return "";
  }
  for (const name of [...url.searchParams.keys()]) if (looksSecret(name)) url.searchParams.delete(name);
  url.username = url.password = "";
  if (!/^#!?\/[^=]*$/.test(url.hash)) url.hash = "";
  return url.href.length > MAX_URL
    ? url.origin + url.pathname.slice(0, MAX_URL - url.origin.length)
    : url.href;
}

/** Half an emoji at the end of the cut is none: the server could not store it. */
export const cutTitle = (title: string) => title.slice(0, MAX_TITLE).replace(/[\uD800-\uDBFF]$/, "");

export function currentPage(): Page {
  return { url: cleanUrl(location.href), title: cutTitle(document.title) };
}

/** Calls back after each change of address. Returns what stops it. */
export function watchPages(changed: () => void): () => void {
  let last = location.href;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A moment later, because single-page sites set the new title after the address.
  const look = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (location.href === last) return;
      last = location.href;
      changed();
    }, 300);
  };
  const restore = (["pushState", "replaceState"] as const).map((name) => follow(name, look));
  addEventListener("popstate", look);
  addEventListener("hashchange", look);
  return () => {
    clearTimeout(timer);
    restore.forEach((undo) => undo());
    removeEventListener("popstate", look);
    removeEventListener("hashchange", look);
  };
}

function follow(name: "pushState" | "replaceState", then: () => void): () => void {
  const original = history[name];
  const followed: typeof original = function (this: History, ...args) {
    original.apply(this, args);
    then();
  };
  history[name] = followed;
  return () => {
    // Someone else may have wrapped it since; taking theirs away would break them.
    if (history[name] === followed) history[name] = original;
  };
}
