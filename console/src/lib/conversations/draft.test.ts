import { describe, expect, it } from "vitest";
import { afterLook, afterSave, blank, loadDraft, storeDraft, type Draft } from "./draft.ts";

const typed = (text: string, more: Partial<Draft> = {}): Draft => ({
  ...blank,
  text,
  at: 1,
  dirty: true,
  ...more,
});

describe("a save that is answered", () => {
  it("is done when nothing was typed since, and goes on when something was", () => {
    const kept = { text: "Hola", version: "v1" };
    expect(afterSave(typed("Hola"), "Hola", kept, null)).toMatchObject({ base: "v1", dirty: false });
    expect(afterSave(typed("Hola, ¿qué"), "Hola", kept, null)).toMatchObject({
      text: "Hola, ¿qué",
      base: "v1",
      dirty: true,
    });
    expect(afterSave(typed("", { base: "v1" }), "", null, null)).toEqual({ ...blank, at: 1 });
  });

  it("gives way to what was typed later elsewhere, and offers its own", () => {
    const kept = { text: "Desde el teléfono", version: "v2" };
    expect(afterSave(typed("Desde la mesa"), "Desde la mesa", kept, null)).toMatchObject({
      text: "Desde el teléfono",
      aside: "Desde la mesa",
      base: "v2",
      dirty: false,
    });
    // An emptied box has nothing to offer; and what goes on elsewhere from here is no loss.
    expect(afterSave(typed(""), "", kept, null)).toMatchObject({ text: "Desde el teléfono", aside: null });
    expect(afterSave(typed("Desde"), "Desde", kept, null)).toMatchObject({ aside: null });
  });

  it("keeps what has been typed meanwhile, and offers the other", () => {
    const kept = { text: "Desde el teléfono", version: "v2" };
    const draft = afterSave(typed("Desde la mesa, y más"), "Desde la mesa", kept, null);
    expect(draft).toMatchObject({ text: "Desde la mesa, y más", aside: "Desde el teléfono", base: "v2" });
    expect(draft.dirty).toBe(true);
  });

  it("offers what has given way to it, and never loses what it offered before", () => {
    const mine = { text: "Mío", version: "v3" };
    const draft = afterSave(typed("Mío", { aside: "Antiguo" }), "Mío", mine, "Del teléfono");
    expect(draft).toMatchObject({ text: "Mío", aside: "Antiguo\nDel teléfono", dirty: false });
    expect(afterSave(draft, "Mío", mine, "Del teléfono").aside).toBe(draft.aside);
  });
});

describe("a look at the server", () => {
  it("shows what another device wrote or sent, unless something is written here that it has not", () => {
    const clean = typed("Hola", { base: "v1", dirty: false });
    expect(afterLook(clean, { text: "Hola, ¿qué tal?", version: "v2" })).toMatchObject({
      text: "Hola, ¿qué tal?",
      base: "v2",
    });
    expect(afterLook(clean, null)).toMatchObject({ text: "", base: null });
    expect(afterLook(clean, { text: "Hola", version: "v1" })).toBe(clean);
    const dirty = typed("Hola", { base: "v1" });
    expect(afterLook(dirty, null)).toBe(dirty);
  });
});

it("the disk gives back what it got, nobody else's, and nothing that is broken", () => {
  const kept = new Map<string, string>();
  const disk = () => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  storeDraft("1", "7", typed("Hola"), disk);
  expect(loadDraft("1", "7", disk)).toEqual(typed("Hola"));
  expect(loadDraft("2", "7", disk)).toEqual(blank);
  for (const [key] of kept) kept.set(key, '{"text": 3}');
  expect(loadDraft("1", "7", disk)).toEqual(blank);
  storeDraft("1", "7", blank, disk);
  expect(kept.size).toBe(0);
  const none = () => {
    throw new Error("no storage");
  };
  storeDraft("1", "7", typed("Hola"), none);
  expect(loadDraft("1", "7", none)).toEqual(blank);
});
