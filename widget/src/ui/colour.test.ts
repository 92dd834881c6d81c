import { describe, expect, it } from "vitest";
import { contrast, fill, parseColour, tint } from "./colour";

const rgb = (colour: string) => parseColour(colour)!;

describe("colours", () => {
  it("reads short and long, and nothing else", () => {
    expect(parseColour("#0af")).toEqual([0, 170, 255]);
    expect(parseColour(" #0F766E ")).toEqual([15, 118, 110]);
    for (const wrong of ["red", "#12", "url(x)", "#0f766e;}", null, 5]) expect(parseColour(wrong)).toBeNull();
  });

  it("keeps every site colour readable, as a fill and as a text, on light and dark", () => {
    const steps = [0, 51, 102, 128, 153, 204, 255].map((part) => part.toString(16).padStart(2, "0"));
    for (const red of steps)
      for (const green of steps)
        for (const blue of steps) {
          const colour = `#${red}${green}${blue}`;
          const filled = fill(colour);
          expect(contrast(rgb(filled.fill), rgb(filled.ink)), colour).toBeGreaterThanOrEqual(4.5);
          for (const surface of ["#ffffff", "#1b1b19"]) {
            const { soft, text } = tint(colour, surface);
            expect(contrast(rgb(soft), rgb(text)), `${colour} on ${surface}`).toBeGreaterThanOrEqual(4.5);
          }
        }
  });

  it("falls back to the house colour", () => {
    expect(fill("nonsense")).toEqual(fill("#0f766e"));
  });
});
