import fc from "fast-check";
import { expect, it } from "vitest";
// The widget cannot be imported by the console, nor the console by the widget; a test may hold one against the other.
import { fill } from "../../../../widget/src/ui/colour.ts";
import { paint, readColor } from "./colour.ts";

const colors = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, "0")}`);

it("reads a colour as people write it, and nothing else", () => {
  expect(readColor(" #0F766E ")).toBe("#0f766e");
  expect(readColor("0f766e")).toBe("#0f766e");
  expect(readColor("#abc")).toBe("#aabbcc");
  for (const typed of ["", "#", "red", "#12345", "#1234567", "#12345g", "url(x)"])
    expect(readColor(typed)).toBeNull();
});

it("paints any colour as the widget does, always readable", () => {
  fc.assert(
    fc.property(colors, (color) => {
      const painted = paint(color);
      expect({ fill: painted.fill, ink: painted.ink }).toEqual(fill(color));
      expect(painted.contrast).toBeGreaterThanOrEqual(4.5);
      expect(painted.isMended).toBe(painted.fill !== color);
    }),
  );
});
