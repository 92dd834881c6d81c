// A file that the server writes while we read it: its progress as it comes, an end at any moment, and never half a file.
import { problemOf, type Problem } from "./errors.ts";

/** Longer than any batch takes the server: a line this silent is dead. */
const longestSilence = 45_000;
/** Bytes that are gathered before the browser may put them away on its disk. */
const gather = 4 * 1024 * 1024;

interface Listeners {
  /** Before the first byte: how many rows there are, and what the file is called. */
  onhead: (head: { total: number | null; fileName: string | null }) => void;
  onchunk: (chunk: Uint8Array) => void;
}

export type Download = { ok: true; file: Blob } | { ok: false; problem: DownloadProblem };

export interface DownloadProblem extends Problem {
  /** The file had begun, and broke off. */
  cut: boolean;
  /** BAD_USER_INPUT: how many there may be, and how many there are. */
  limit: { max: number; total: number } | null;
}

/** Never throws. A download that was aborted ends with NETWORK: whoever aborted it knows why. */
export async function download(url: string, stop: AbortSignal, listeners: Listeners): Promise<Download> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silence.abort(), longestSilence);
  };
  let begun = false;
  try {
    heard();
    const response = await fetch(url, { signal: AbortSignal.any([stop, silence.signal]) });
    if (!response.ok || !response.body) return { ok: false, problem: await refusal(response) };
    begun = true;
    const total = Number(response.headers.get("x-total-count") ?? Number.NaN);
    listeners.onhead({
      total: Number.isSafeInteger(total) ? total : null,
      fileName: nameIn(response.headers.get("content-disposition")),
    });
    const parts: BlobPart[] = [];
    let loose: Uint8Array<ArrayBuffer>[] = [];
    let size = 0;
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      heard();
      loose.push(next.value);
      size += next.value.byteLength;
      if (size >= gather) {
        parts.push(new Blob(loose));
        [loose, size] = [[], 0];
      }
      listeners.onchunk(next.value);
    }
    const type = response.headers.get("content-type") ?? "";
    return { ok: true, file: new Blob([...parts, ...loose], { type }) };
  } catch {
    return { ok: false, problem: { ...problemOf({}), cut: begun, limit: null } };
  } finally {
    clearTimeout(timer);
  }
}

async function refusal(response: Response): Promise<DownloadProblem> {
  const body = (await response.json().catch(() => null)) as {
    errors?: { message: string; extensions?: Record<string, unknown> }[];
  } | null;
  const errors = body?.errors ?? [{ message: response.statusText }];
  const { max, total } = errors[0]?.extensions ?? {};
  const limit = typeof max === "number" && typeof total === "number" ? { max, total } : null;
  return { ...problemOf({ graphQLErrors: errors }), cut: false, limit };
}

/** RFC 6266: the name in Unicode where there is one. */
function nameIn(disposition: string | null): string | null {
  const encoded = /filename\*=UTF-8''([^;]+)/iu.exec(disposition ?? "")?.[1];
  try {
    return encoded ? decodeURIComponent(encoded) : null;
  } catch {
    return null;
  }
}
