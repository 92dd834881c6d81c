// Who is signed in to the site: said before anything is read, and never mixed up with who was here before.
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  closePage,
  hearOtherTab,
  names,
  newChat,
  openPage,
  opened,
  session,
  settle,
  take,
  visitorOnDisk,
} from "./fake-server";
import { message } from "./sample-message";

beforeEach(openPage);
afterEach(closePage);

const texts = (chat: ReturnType<typeof newChat>) =>
  [...chat.state.earlier, ...chat.state.messages].map(({ text }) => text);

/** A browser where this person has had the chat open, with "text 1", on an earlier page. */
async function signedBefore(identity: string): Promise<string> {
  const chat = newChat({ identity });
  void chat.open();
  await settle();
  const open = take("Open");
  expect(open.variables.input).toMatchObject({ identity });
  await open.answer({ open: { session: session("theirs", [message(1)]) } });
  chat.destroy();
  return (open.variables.input as { token: string }).token;
}

it("goes with the opening, and is kept as a mark, never as a token", async () => {
  const token = await signedBefore("ana");
  expect(visitorOnDisk()).toEqual({ token, opened: true, signed: true });
});

it("loading a page sends nothing for who never opened; who did is said before anything is read", async () => {
  const stranger = newChat({ identity: "ana" });
  void stranger.resume();
  await settle();
  expect(names()).toEqual([]);
  stranger.destroy();
  await signedBefore("ana");
  const chat = newChat({ identity: "ana2" });
  void chat.resume();
  await settle();
  expect(names()).toEqual(["Identify"]);
  const identify = take("Identify");
  expect(identify.variables).toEqual({ token: "ana2" });
  await identify.answer({ identify: { session: session("theirs", [message(1)]) } });
  expect(texts(chat)).toEqual(["text 1"]);
});

it("another person on the next page sees nothing, and has a chat of its own when it opens one", async () => {
  const token = await signedBefore("ana");
  const chat = newChat({ identity: "luis" });
  void chat.resume();
  await settle();
  await take("Identify").refuse("IDENTITY_CHANGED");
  expect([chat.state.phase, texts(chat), visitorOnDisk(), names()]).toEqual(["idle", [], null, []]);
  void chat.open();
  await settle();
  const open = take("Open");
  expect(open.variables.input).toMatchObject({ identity: "luis" });
  expect((open.variables.input as { token: string }).token).not.toBe(token);
});

it("another person while the chat is open takes the place at once, and what was not sent is not said in its name", async () => {
  const { chat } = await opened();
  chat.sender.text("of the first one");
  await settle();
  const sent = take("Send");
  void chat.identify("luis");
  await settle();
  await take("Identify").refuse("IDENTITY_CHANGED");
  expect([chat.state.phase, texts(chat), chat.state.pending, chat.state.wipes]).toEqual([
    "opening",
    [],
    [],
    1,
  ]);
  await sent.answer({ message: message(2, { text: "of the first one" }) });
  await take("Open").answer({ open: { session: session("new") } });
  expect([chat.state.phase, texts(chat), names()]).toEqual(["ready", [], []]);
});

it("the same word again is not sent again; a restart forgets it", async () => {
  const { chat } = await opened();
  void chat.identify("ana");
  await settle();
  await take("Identify").answer({ identify: { session: session("old", [message(1)]) } });
  void chat.identify("ana");
  await settle();
  expect(names()).toEqual([]);
  void chat.restart();
  await settle();
  await take("Restart").answer({ restart: { session: session("new") } });
  expect(visitorOnDisk()).not.toHaveProperty("signed");
  void chat.identify("ana");
  await settle();
  expect(names()).toEqual(["Identify"]);
});

it("a refused word counts for nothing where nobody has signed in, and closes the chat where somebody has", async () => {
  const chat = newChat({ identity: "bad" });
  void chat.open();
  await settle();
  await take("Open").refuse("IDENTITY_INVALID");
  const open = take("Open");
  expect(open.variables.input).not.toHaveProperty("identity");
  await open.answer({ open: { session: session("mine", [message(1)]) } });
  expect(chat.state.phase).toBe("ready");
  expect(visitorOnDisk()).not.toHaveProperty("signed");
  void chat.restart();
  chat.destroy();
  await settle();
  await take("Restart").refuse("UNAVAILABLE");
  await signedBefore("ana");
  const next = newChat({ identity: "bad" });
  void next.resume();
  await settle();
  await take("Identify").refuse("IDENTITY_EXPIRED");
  expect([next.state.phase, texts(next), names()]).toEqual(["unavailable", [], []]);
  // Nothing is lost: the site may mend its token.
  expect(visitorOnDisk()).toMatchObject({ signed: true });
  void next.identify("good");
  await settle();
  await take("Identify").answer({ identify: { session: session("theirs", [message(1)]) } });
  expect(texts(next)).toEqual(["text 1"]);
});

it("a function is asked at each opening; while it fails, the chat waits", async () => {
  const answers: (() => string | null | Promise<string>)[] = [
    () => Promise.reject(new Error("the site is away")),
    () => Promise.resolve("fresh"),
  ];
  const chat = newChat({ identity: () => answers.shift()!() });
  void chat.open();
  await settle();
  expect([names(), chat.state.phase]).toEqual([[], "opening"]);
  await settle(60_000);
  expect(take("Open").variables.input).toMatchObject({ identity: "fresh" });
  const nobody = newChat({ identity: () => null });
  void nobody.open();
  await settle();
  expect(take("Open").variables.input).not.toHaveProperty("identity");
});

it("where only signed-in people may chat, it waits for that, with what was written", async () => {
  const { chat } = await opened();
  chat.sender.text("hello?");
  await settle();
  await take("Send").refuse("IDENTITY_REQUIRED");
  expect(chat.state.phase).toBe("unsigned");
  expect(chat.state.pending).toMatchObject([{ action: { text: "hello?" } }]);
  expect(chat.state.pending[0]).not.toHaveProperty("failed");
  void chat.identify("ana");
  await settle();
  await take("Identify").answer({ identify: { session: session("old", [message(1)]) } });
  expect(chat.state.phase).toBe("ready");
  expect(take("Send").variables).toMatchObject({ text: "hello?" });
});

it("who never was let in is let in by signing in", async () => {
  const chat = newChat();
  void chat.open();
  await settle();
  await take("Open").refuse("IDENTITY_REQUIRED");
  expect([chat.state.phase, names()]).toEqual(["unsigned", []]);
  void chat.identify("ana");
  await settle();
  expect(take("Open").variables.input).toMatchObject({ identity: "ana" });
});

it("an older tab of another person keeps quiet, and forgets nothing of the one who is here now", async () => {
  await signedBefore("ana");
  const old = newChat({ identity: "ana" });
  void old.resume();
  await settle();
  await take("Identify").answer({ identify: { session: session("theirs", [message(1)]) } });
  const now = { token: "b".repeat(43), opened: true, signed: true };
  hearOtherTab("atalaya:k:visitor", JSON.stringify(now));
  await settle();
  const identify = take("Identify");
  expect(identify.token).toBe(now.token);
  await identify.refuse("IDENTITY_CHANGED");
  expect([old.state.phase, texts(old), visitorOnDisk(), names()]).toEqual(["idle", [], now, []]);
});
