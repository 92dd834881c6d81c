// For tests of the chat without a face: a server whose answers come when the story says so, and a page around it.
import { vi } from "vitest";
import { Chat } from "./chat";
import { MapStorage } from "./map-storage";
import type { ChatOptions } from "./options";
import { message } from "./sample-message";
import type { Message, Session } from "./store";

/** A request that has left, and is answered when the story says so. */
export interface Request {
  name: string;
  token: string;
  variables: Record<string, unknown>;
  answer: (data: object) => Promise<void>;
  refuse: (code: string) => Promise<void>;
  lose: () => Promise<void>;
}

export class FakeSocket {
  static all: FakeSocket[] = [];
  static readonly OPEN = 1;
  readyState = 1;
  token = "";
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor() {
    FakeSocket.all.push(this);
  }
  send(frame: string) {
    const { type, payload } = JSON.parse(frame) as { type: string; payload?: { token: string } };
    if (type === "connection_init") this.token = payload!.token;
  }
  close() {
    this.readyState = 3;
  }
  hear(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
}

export const requests: Request[] = [];
let disk: MapStorage;
const storageListeners: ((event: object) => void)[] = [];
/** Lets everything run that waits for nobody, or for no longer than that. */
export const settle = async (ms = 0) => void (await vi.advanceTimersByTimeAsync(ms));

function fetched(_address: string, init: RequestInit): Promise<unknown> {
  const { query, variables } = JSON.parse(init.body as string) as Request & { query: string };
  const token = (init.headers as Record<string, string>).authorization?.slice("Bearer ".length) ?? "";
  return new Promise((resolve, reject) => {
    const answer = (body: object) => {
      resolve({ json: () => Promise.resolve(body) });
      return settle();
    };
    requests.push({
      name: /(?:query|mutation) (\w+)/.exec(query)![1]!,
      token,
      variables,
      answer: (data) => answer({ data }),
      refuse: (code) => answer({ errors: [{ message: code, extensions: { code } }] }),
      lose: () => {
        reject(new TypeError("the network is away"));
        return settle();
      },
    });
  });
}

/** The oldest request of that name which nobody has taken yet. */
export function take(name: string): Request {
  const index = requests.findIndex((request) => request.name === name);
  if (index < 0) throw new Error(`no ${name} among ${requests.map((one) => one.name).join(", ")}`);
  return requests.splice(index, 1)[0]!;
}

export const names = () => requests.map(({ name }) => name);

export const session = (conversationId: string, messages: Message[] = []): Session => ({
  conversationId,
  mode: "BOT",
  isOpen: true,
  openChangesIn: null,
  verified: null,
  lastSeq: messages.at(-1)?.seq ?? 0,
  agentName: null,
  config: { title: "Shop", greeting: null, color: null, locale: "en" },
  messages,
});

export const newChat = (more: Partial<ChatOptions> = {}) =>
  new Chat({ server: "https://chat.example", projectId: "k", ...more });

/** A chat with one visitor whose conversation is "old". */
export async function opened(more: Partial<Session> = {}): Promise<{ chat: Chat; token: string }> {
  const chat = newChat();
  void chat.open();
  await settle();
  const open = take("Open");
  await open.answer({ open: { session: { ...session("old", [message(1)]), ...more } } });
  return { chat, token: open.token || (open.variables.input as { token: string }).token };
}

export const visitorOnDisk = () => JSON.parse(disk.getItem("atalaya:k:visitor") ?? "null") as object | null;

/** A page of a shop, its disk and its network; for beforeEach. */
export function openPage(): void {
  vi.useFakeTimers();
  requests.length = 0;
  FakeSocket.all = [];
  disk = new MapStorage();
  storageListeners.length = 0;
  const listen = {
    addEventListener: (type: string, listener: (event: object) => void) =>
      void (type === "storage" && storageListeners.push(listener)),
    removeEventListener: vi.fn(),
  };
  const page = { title: "", referrer: "", visibilityState: "visible", ...listen };
  const globals = {
    fetch: fetched,
    WebSocket: FakeSocket,
    localStorage: disk,
    sessionStorage: new MapStorage(),
    location: new URL("https://shop.example/"),
    history: { pushState: vi.fn(), replaceState: vi.fn() },
    navigator: { onLine: true, language: "en" },
    document: page,
    innerWidth: 1,
    innerHeight: 1,
    ...listen,
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  vi.spyOn(console, "error").mockImplementation(() => undefined);
}

/** Another tab of this browser writes. */
export function hearOtherTab(key: string, newValue: string): void {
  disk.setItem(key, newValue);
  for (const listener of storageListeners) listener({ key, newValue });
}

/** For afterEach. */
export function closePage(): void {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
}
