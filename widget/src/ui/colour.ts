/** Makes any site colour usable: what is written on it, and what is written in it, stays readable. */

type Rgb = readonly [number, number, number];

const DEFAULT_COLOUR = "#0f766e";
const READABLE = 4.5;
const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [28, 27, 25];

export function parseColour(colour: unknown): Rgb | null {
  const digits =
    typeof colour === "string" ? /^#([\da-f]{3}|[\da-f]{6})$/i.exec(colour.trim())?.[1] : undefined;
  if (!digits) return null;
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)) as unknown as Rgb;
}

export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour to fill with, and the one to write on it. Darkened a little where neither white nor ink would do. */
export function fill(colour: unknown): { fill: string; ink: string } {
  let shade = parseColour(colour) ?? parseColour(DEFAULT_COLOUR)!;
  while (contrast(shade, WHITE) < READABLE && contrast(shade, INK) < READABLE) shade = mix(shade, INK, 0.06);
  return { fill: hex(shade), ink: contrast(shade, WHITE) >= READABLE ? "#ffffff" : hex(INK) };
}

/** A tint of the colour on a surface, and the colour itself made readable on both. */
export function tint(colour: unknown, surface: string): { soft: string; text: string } {
  const base = parseColour(colour) ?? parseColour(DEFAULT_COLOUR)!;
  const ground = parseColour(surface) ?? WHITE;
  const soft = mix(ground, base, luminance(ground) > 0.5 ? 0.1 : 0.22);
  const away = luminance(ground) > 0.5 ? INK : WHITE;
  let text = base;
  for (let step = 0; step < 40 && contrast(text, soft) < READABLE; step++) text = mix(text, away, 0.08);
  return { soft: hex(soft), text: hex(text) };
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, index) => Math.round(part + (to[index]! - part) * share)) as unknown as Rgb;
}

function hex(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
