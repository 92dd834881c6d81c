import { describe, expect, it } from "vitest";
import fc from "fast-check";
import type { FlowDefinition, FlowNode } from "./definition.ts";
import { add, compare, connect, duplicate, isSame, move, order, outputsOf, remove } from "./graph.ts";
import { History } from "./history.ts";
import { columnGap, freePlace, guessHeight, layout, nodeWidth, place } from "./layout.ts";
import { fieldNames, GONE, withField, withOptions } from "./references.ts";

const say = (text: string, next: string | null = null): FlowNode => ({ kind: "message", text, next });
const small: FlowDefinition = {
  start: "hello",
  nodes: {
    hello: say("Hello", "ask"),
    ask: {
      kind: "options",
      text: "What?",
      options: [
        { label: "Buy", next: "form" },
        { label: "Talk", next: "person" },
        { label: "Again", next: "hello" },
      ],
    },
    person: { kind: "handoff", text: null, away: null },
    form: {
      kind: "form",
      text: null,
      form: { name: "F", fields: [{ name: "size", label: "Size", type: "text", required: true }] },
      next: "check",
    },
    check: {
      kind: "condition",
      when: { on: "option", node: "ask", index: 1 },
      then: "person",
      otherwise: null,
    },
    lost: say("Nobody comes here"),
  },
};

describe("a flow", () => {
  it("is walked as a visitor comes by its nodes, and what cannot be reached stands at the end", () => {
    expect(order(small)).toEqual(["hello", "ask", "form", "check", "person", "lost"]);
  });

  it("gets a node behind an open end, and its first node is its start", () => {
    const first = add({ start: "", nodes: {} }, say("a"));
    expect(first).toMatchObject({ id: "message-1", flow: { start: "message-1" } });
    const second = add(first.flow, say("b"), { node: "message-1", output: "next" });
    expect(second.flow.nodes["message-1"]).toMatchObject({ next: "message-2" });
    expect(connect(small, { node: "ask", output: "options.1" }, null).nodes["ask"]).toMatchObject({
      options: [{ next: "form" }, { label: "Talk", next: null }, { next: "hello" }],
    });
  });

  it("closes behind a node that is taken away, where that one had a single way on", () => {
    const without = remove(small, ["form", "lost"]);
    expect(outputsOf(without.nodes["ask"] as FlowNode)[0]).toEqual({ id: "options.0", next: "check" });
    expect(outputsOf(remove(small, ["form", "check"]).nodes["ask"] as FlowNode)[0]?.next).toBeNull();
    expect(remove(small, ["hello"]).start).toBe("ask");
    expect(remove(small, ["hello", "ask"]).start).toBe("person");
    expect(remove(small, Object.keys(small.nodes))).toEqual({ start: "", nodes: {} });
  });

  it("copies nodes with the ways between them", () => {
    const { flow, ids } = duplicate(small, ["form", "check"]);
    expect(ids).toEqual(["form-1", "condition-1"]);
    expect(flow.nodes["form-1"]).toMatchObject({ next: "condition-1" });
    expect(flow.nodes["condition-1"]).toMatchObject({ then: "person" });
  });

  it("tells what has changed in what it says and does, and not where its nodes stand", () => {
    expect(isSame(compare(small, move(small, new Map([["hello", { x: 8, y: 8 }]]))))).toBe(true);
    const after = remove({ ...small, nodes: { ...small.nodes, hello: say("Hi", "ask") } }, ["lost"]);
    expect(compare(small, add(after, say("c")).flow)).toEqual({
      added: ["message-1"],
      changed: ["hello"],
      removed: ["lost"],
      start: false,
    });
  });
});

describe("a condition", () => {
  it("follows the option it asks for when options change places, and notices when it goes", () => {
    const { options } = small.nodes["ask"] as Extract<FlowNode, { kind: "options" }>;
    const swapped = withOptions(
      small,
      "ask",
      [options[1], options[0]].map((each) => each as never),
      [1, 0],
    );
    expect(swapped.nodes["check"]).toMatchObject({ when: { index: 0 } });
    const cut = withOptions(small, "ask", options.slice(0, 1), [0]);
    expect(cut.nodes["check"]).toMatchObject({ when: { index: GONE } });
  });

  it("follows the field it asks for when that is renamed", () => {
    const asked = {
      ...small.nodes,
      check: { ...small.nodes["check"], when: { on: "form", field: "size", is: "FILLED" } },
    };
    const flow = { ...small, nodes: asked as FlowDefinition["nodes"] };
    const renamed = withField(flow, "form", 0, {
      name: "weight",
      label: "Weight",
      type: "text",
      required: true,
    });
    expect(renamed.nodes["check"]).toMatchObject({ when: { field: "weight" } });
    expect(fieldNames(renamed)).toEqual(["weight"]);
  });
});

/** Random graphs, circles and loose ends included. */
const flows = fc
  .array(fc.record({ a: fc.nat(30), b: fc.nat(30), two: fc.boolean() }), { minLength: 1, maxLength: 25 })
  .map((made): FlowDefinition => {
    const id = (n: number) => (n < made.length ? `n${n}` : null);
    const nodes = made.map(({ a, b, two }, n): [string, FlowNode] => [
      `n${n}`,
      two
        ? { kind: "condition", when: { on: "hours" }, then: id(a), otherwise: id(b) }
        : say("x".repeat(a * 5), id(a)),
    ]);
    return { start: "n0", nodes: Object.fromEntries(nodes) };
  });

describe("the layout", () => {
  it("puts no node over another, in any graph", () => {
    fc.assert(
      fc.property(flows, (flow) => {
        const places = layout(flow);
        const ids = Object.keys(flow.nodes);
        expect([...places.keys()].toSorted()).toEqual(ids.toSorted());
        for (const one of ids)
          for (const other of ids) {
            if (one >= other) continue;
            const [a, b] = [places.get(one), places.get(other)];
            if (!a || !b || Math.abs(a.x - b.x) >= nodeWidth) continue;
            const [upper, lower, id] = a.y <= b.y ? [a, b, one] : [b, a, other];
            expect(lower.y - upper.y).toBeGreaterThanOrEqual(guessHeight(flow.nodes[id] as FlowNode));
          }
      }),
    );
  });

  it("leads to the right, but for the ways back", () => {
    const places = layout(small);
    const x = (id: string) => places.get(id)?.x ?? 0;
    expect([x("hello"), x("ask"), x("form"), x("check")]).toEqual(
      [0, 1, 2, 3].map((n) => n * (nodeWidth + columnGap)),
    );
    expect(x("person")).toBeGreaterThan(x("check"));
  });

  it("leaves who has a place where it is", () => {
    const placed = place(small);
    const { hello, ask } = placed.nodes;
    const again = place({
      ...placed,
      nodes: { ...placed.nodes, more: say("more"), ask: { ...ask, next: "more" } as FlowNode },
    });
    expect(again.nodes["hello"]).toEqual(hello);
    expect(again.nodes["more"]?.at).toBeDefined();
    expect(freePlace(placed, hello?.at ?? { x: 0, y: 0 })).not.toEqual(hello?.at);
  });

  it("survives taking nodes away from any graph", () => {
    fc.assert(
      fc.property(flows, fc.array(fc.nat(24)), (flow, gone) => {
        const left = remove(
          flow,
          gone.map((n) => `n${n}`),
        );
        for (const node of Object.values(left.nodes))
          for (const { next } of outputsOf(node))
            expect(next === null || next in left.nodes || !(next in flow.nodes)).toBe(true);
        if (Object.keys(left.nodes).length > 0) expect(left.nodes[left.start]).toBeDefined();
      }),
    );
  });
});

describe("the way back", () => {
  it("takes a burst of changes to one thing as one step", () => {
    const history = new History("");
    history.push("H", "text", 0);
    history.push("He", "text", 400);
    history.push("Hel", "text", 1_900);
    history.push("other", null, 1_950);
    expect([history.undo(), history.undo(), history.undo(), history.undo()]).toEqual(["Hel", "He", "", ""]);
    expect([history.redo(), history.redo()]).toEqual(["He", "Hel"]);
    history.push("new", "text", 2_000);
    expect(history.canRedo).toBe(false);
    expect(history.undo()).toBe("Hel");
  });

  it("goes back a hundred steps and no further", () => {
    const history = new History(0);
    for (let n = 1; n <= 150; n++) history.push(n, null, n);
    while (history.canUndo) history.undo();
    expect(history.present).toBe(50);
  });
});
