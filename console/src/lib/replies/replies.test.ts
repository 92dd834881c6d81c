import { describe, expect, it } from "vitest";
import { fill, type Facts } from "./fill.ts";
import { findReplies } from "./find.ts";

const facts: Facts = {
  visitor: { name: " María José Peña ", email: null },
  agent: "Ana Ruiz",
  project: "Tienda Sur",
  params: [{ key: "plan", value: "pro {{agent.name}}" }],
};

describe("filling a canned reply", () => {
  it("says what is known", () => {
    expect(
      fill("Hola {{visitor.firstName}} ({{ visitor.name }}), soy {{agent.name}} de {{project.name}}.", facts),
    ).toBe("Hola María (María José Peña), soy Ana Ruiz de Tienda Sur.");
  });

  it("leaves what is not known, and fills nothing that a visitor's own words bring along", () => {
    expect(fill("{{visitor.email}} {{param.city}} {{nope}} {{param.plan}}", facts)).toBe(
      "{{visitor.email}} {{param.city}} {{nope}} pro {{agent.name}}",
    );
    expect(fill("{{visitor.name}}", { ...facts, visitor: { name: "  ", email: null } })).toBe(
      "{{visitor.name}}",
    );
    expect(fill("$& {{agent.name}}", { ...facts, agent: "$1" })).toBe("$& $1");
  });
});

describe("finding a canned reply", () => {
  const all = [
    { shortcut: "adios", text: "Gracias por el envío." },
    { shortcut: "Envío", text: "Llega en dos días." },
    { shortcut: "mi-envio", text: "¿Cuál es tu pedido?" },
  ];
  const found = (search: string) => findReplies(all, search).map(({ shortcut }) => shortcut);

  it("looks into shortcut and text, whatever case and accents, the shortcut's beginning first", () => {
    expect(found("ENVIO")).toEqual(["Envío", "mi-envio", "adios"]);
    expect(found("dos dias")).toEqual(["Envío"]);
    expect(found("")).toEqual(["adios", "Envío", "mi-envio"]);
    expect(found("zzz")).toEqual([]);
  });
});
