import { describe, expect, it } from "vitest";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { flowEn } from "./flow.en.ts";
import { flowEs } from "./flow.es.ts";
import { chooseLocale } from "./locales.ts";
import { wordProblem } from "./problem.ts";

type Tree = { [key: string]: unknown };

function leaves(tree: Tree, path = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? leaves(value as Tree, `${path}${key}.`) : [`${path}${key}`],
  );
}

function texts(tree: Tree): string[] {
  return Object.values(tree).flatMap((value) =>
    typeof value === "string" ? [value] : typeof value === "object" ? texts(value as Tree) : [],
  );
}

describe("the dictionaries", () => {
  it("hold the same words", () => {
    expect(leaves(es).toSorted()).toEqual(leaves(en).toSorted());
    expect(leaves(flowEs).toSorted()).toEqual(leaves(flowEn).toSorted());
  });

  it("leave nothing empty and raise no voice", () => {
    for (const text of [...texts(en), ...texts(es), ...texts(flowEn), ...texts(flowEs)]) {
      expect(text.trim()).not.toBe("");
      expect(text).not.toMatch(/[!¡]/u);
    }
  });

  it("count in the language's own way", () => {
    expect(en.visitors.unread(1)).toBe("1 unread message");
    expect(es.visitors.unread(2)).toBe("2 mensajes sin leer");
    expect(es.visitors.range(21, 40, 12040)).toBe("21–40 de 12.040");
  });
});

it("names whoever made a secret or a token, or nobody where nobody did", () => {
  for (const part of ["tokens", "identity"] as const) {
    expect(en[part].madeBy("Ana", "3 Nov")).toBe("by Ana, 3 Nov");
    expect(en[part].madeBy(null, "3 Nov")).toBe("3 Nov");
    expect(es[part].madeBy("Ana", "3 nov")).toBe("de Ana, el 3 nov");
    expect(es[part].madeBy(null, "3 nov")).toBe("el 3 nov");
  }
});

it("chooses the first language that it speaks", () => {
  expect(chooseLocale([null, "es-CO", "en"])).toBe("es");
  expect(chooseLocale(["fr-FR", "en-GB"])).toBe("en");
  expect(chooseLocale(["ja"])).toBe("en");
});

it("words every problem, with the wait where there is one", () => {
  expect(wordProblem(es, { code: "FORBIDDEN", retryAfter: null })).toBe(es.errors.FORBIDDEN);
  expect(wordProblem(en, { code: "RATE_LIMITED", retryAfter: 0.4 })).toContain("1 second ");
});
