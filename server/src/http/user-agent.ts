// What a User-Agent header says, in a few words.
import Bowser from "bowser";

export interface UserAgentFacts {
  type: string;
  browser: string | null;
  os: string | null;
}

/** Browsers of a kind all say the same. The latest read stands last. */
const known = new Map<string, UserAgentFacts>();
const KEPT = 1000;
/** No browser says more; what is longer costs its reader milliseconds. */
const LONGEST = 512;

export function readUserAgent(header: string | null): UserAgentFacts {
  if (!header) return { type: "unknown", browser: null, os: null };
  const read = header.slice(0, LONGEST);
  const facts = known.get(read) ?? parse(read);
  known.delete(read);
  known.set(read, facts);
  for (const [oldest] of known)
    if (known.size > KEPT) known.delete(oldest);
    else break;
  return facts;
}

function parse(header: string): UserAgentFacts {
  try {
    const { browser, os, platform } = Bowser.parse(header);
    // Every browser on a Mac says 10.15.7 for ever, so the version tells nothing there.
    const version = os.name === "macOS" ? undefined : (os.versionName ?? os.version);
    return {
      type: platform.type ?? "unknown",
      browser: named(browser.name, browser.version?.split(".")[0]),
      os: named(
        os.name,
        os.name && version?.startsWith(os.name) ? version.slice(os.name.length).trim() : version,
      ),
    };
  } catch {
    // A header that no browser sends; it is kept as it came.
    return { type: "unknown", browser: null, os: null };
  }
}

const named = (name: string | undefined, version: string | undefined) =>
  name ? [name, version].filter(Boolean).join(" ").slice(0, 100) : null;
