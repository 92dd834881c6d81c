import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  FakeSocket,
  closePage,
  names,
  newChat,
  openPage,
  opened,
  requests,
  session,
  settle,
  take,
  visitorOnDisk,
} from "./fake-server";
import { message } from "./sample-message";
import type { Message } from "./store";

beforeEach(openPage);
afterEach(closePage);

describe("beginning anew", () => {
  it("does not let the answer to an earlier visitor's message into the new chat", async () => {
    const { chat } = await opened();
    chat.sender.text("from before");
    await settle();
    const sent = take("Send");
    void chat.restart();
    await sent.answer({ message: message(2, { text: "from before" }) });
    expect(chat.state.messages).toEqual([]);
    await take("Restart").answer({ restart: { session: session("new") } });
    expect([...chat.state.earlier, ...chat.state.messages]).toEqual([]);
  });

  it("neither sends an earlier visitor's message again nor gives up the new visitor for it", async () => {
    const { chat } = await opened();
    chat.sender.text("from before");
    await settle();
    const sent = take("Send");
    void chat.restart();
    await settle();
    const restart = take("Restart");
    await restart.answer({ restart: { session: session("new") } });
    await sent.refuse("UNAUTHENTICATED");
    expect(names()).toEqual([]);
    expect(visitorOnDisk()).toEqual({ token: restart.variables.newToken, opened: true });
    expect(chat.state.conversationId).toBe("new");
  });

  it("does not bring back a message that was refused after it had been forgotten", async () => {
    const { chat } = await opened();
    chat.sender.text("from before");
    await settle();
    const sent = take("Send");
    void chat.restart();
    await sent.refuse("FORBIDDEN");
    expect(chat.state.pending).toEqual([]);
  });

  it("keeps what is written meanwhile for the new visitor", async () => {
    const { chat } = await opened();
    void chat.restart();
    chat.sender.text("hello again");
    await settle();
    await take("Send").refuse("UNAUTHENTICATED");
    const restart = take("Restart");
    expect(names()).toEqual([]);
    await restart.answer({ restart: { session: session("new") } });
    const sent = take("Send");
    expect(sent.token).toBe(restart.variables.newToken);
    await sent.answer({ message: message(1, { text: "hello again" }) });
    expect(chat.state.messages).toMatchObject([{ text: "hello again" }]);
    expect(chat.state.pending).toEqual([]);
  });

  it("during the opening leaves nothing of it, and opens again as somebody new", async () => {
    const chat = newChat();
    void chat.open();
    await settle();
    const first = take("Open");
    void chat.restart();
    await first.answer({ open: { session: session("old", [message(1)]) } });
    expect(chat.state).toMatchObject({ phase: "idle", messages: [] });
    expect(visitorOnDisk()).toBeNull();
    void chat.open();
    await settle();
    const second = take("Open");
    await second.answer({ open: { session: session("new") } });
    expect(chat.state.phase).toBe("ready");
    expect(visitorOnDisk()).toMatchObject({ opened: true });
  });

  it("tells the new visitor's parameters even if the earlier one's were on the way", async () => {
    const { chat } = await opened();
    chat.setParams({ plan: "gold" });
    await vi.advanceTimersByTimeAsync(300);
    const told = take("SetParams");
    void chat.restart();
    await told.answer({ setParams: true });
    await take("Restart").answer({ restart: { session: session("new") } });
    await vi.advanceTimersByTimeAsync(300);
    expect(take("SetParams").variables).toEqual({ params: { plan: "gold" } });
  });
});

describe("an erased visitor", () => {
  it("begins anew once, and what it wrote goes there", async () => {
    const { chat, token } = await opened();
    chat.sender.text("still there?");
    await settle();
    await take("Send").refuse("UNAUTHENTICATED");
    const open = take("Open");
    expect((open.variables.input as { token: string }).token).not.toBe(token);
    await open.answer({ open: { session: session("new") } });
    await take("Send").answer({ message: message(1, { text: "still there?" }) });
    expect(chat.state.messages).toMatchObject([{ text: "still there?" }]);
    expect(chat.state.pending).toEqual([]);
  });
});

describe("a chat that was taken away", () => {
  it("opens no line when its opening is answered afterwards", async () => {
    const chat = newChat();
    void chat.open();
    await settle();
    chat.destroy();
    await take("Open").answer({ open: { session: session("old") } });
    expect(FakeSocket.all).toEqual([]);
  });

  it("does not go on knocking at a server that cannot be reached", async () => {
    const chat = newChat();
    void chat.open();
    await settle();
    await take("Open").refuse("UNAVAILABLE");
    chat.destroy();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(names()).toEqual([]);
  });
});

it("what was read while the network was away is told when the line is back", async () => {
  const { chat } = await opened();
  chat.markRead();
  await vi.advanceTimersByTimeAsync(500);
  await take("MarkSeen").lose();
  FakeSocket.all.at(-1)!.hear({ type: "connection_ack" });
  await settle();
  expect(take("MarkSeen").variables).toEqual({ seq: 1 });
});

it("what a person wrote is told to have arrived, once, unless it is read at once", async () => {
  const { chat } = await opened();
  const socket = FakeSocket.all.at(-1)!;
  const hear = (seq: number, author: string) => {
    const event = { kind: "MESSAGE", message: message(seq, { author } as Partial<Message>), mode: "LIVE" };
    socket.hear({ type: "next", id: "1", payload: { data: { events: event } } });
  };
  hear(2, "BOT");
  await vi.advanceTimersByTimeAsync(500);
  expect(names()).toEqual([]);
  hear(3, "AGENT");
  hear(4, "AGENT");
  await vi.advanceTimersByTimeAsync(500);
  const told = take("MarkDelivered");
  expect(told.variables).toEqual({ seq: 4 });
  await told.answer({ markDelivered: true });
  // Not again when the line comes back.
  socket.hear({ type: "connection_ack" });
  await vi.advanceTimersByTimeAsync(500);
  expect(names()).toEqual([]);
  hear(5, "AGENT");
  chat.markRead();
  await vi.advanceTimersByTimeAsync(500);
  expect(names()).toEqual(["MarkSeen"]);
});

it("whoever types is shown until their words are there: the flow in the chat's name, as a person in theirs", async () => {
  const { chat } = await opened();
  const hear = (event: object) =>
    FakeSocket.all.at(-1)!.hear({ type: "next", id: "1", payload: { data: { events: event } } });
  for (const [seq, author, agentName] of [
    [2, "BOT", "Shop"],
    [3, "AGENT", "Ana"],
  ] as const) {
    hear({ kind: "TYPING", agentName });
    expect(chat.state.typing).toBe(agentName);
    hear({ kind: "MESSAGE", message: message(seq, { author }), mode: "LIVE" });
    expect(chat.state.typing).toBeNull();
  }
  // The visitor's own words say nothing of who answers them; and a sign that is not repeated ends by itself.
  hear({ kind: "TYPING", agentName: "Ana" });
  hear({ kind: "MESSAGE", message: message(4), mode: "LIVE" });
  expect(chat.state.typing).toBe("Ana");
  await vi.advanceTimersByTimeAsync(6_000);
  expect(chat.state.typing).toBeNull();
});

it("a server that refuses the subscription is asked for the session now and then, not more and more", async () => {
  await opened();
  let asked = 0;
  for (let second = 0; second < 600; second++) {
    FakeSocket.all.at(-1)!.hear({ type: "error", id: "1", payload: [] });
    await vi.advanceTimersByTimeAsync(1000);
    for (const request of requests.splice(0)) {
      if (request.name !== "Session") continue;
      asked++;
      await request.answer({ session: session("old", [message(1)]) });
    }
  }
  // One at a time, each after up to 30 s.
  expect(asked).toBeLessThan(120);
});

describe("the office hours", () => {
  it("come to an end in a chat that stays open: it asks once more, a little after, and not again before the next time", async () => {
    const { chat } = await opened({ openChangesIn: 3_600_000 });
    await vi.advanceTimersByTimeAsync(3_599_000);
    expect(names()).toEqual([]);
    await vi.advanceTimersByTimeAsync(31_000);
    await take("Session").answer({
      session: { ...session("old", [message(1)]), isOpen: false, openChangesIn: 60_000 },
    });
    expect(chat.state).toMatchObject({ isOpen: false, messages: [{ seq: 1 }] });
    await vi.advanceTimersByTimeAsync(59_000);
    expect(names()).toEqual([]);
    chat.destroy();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(names()).toEqual([]);
  });
});
