// How the chat will treat a site's colour: the same steps as the widget takes, so that the preview tells the truth.

type Rgb = readonly [number, number, number];

const readable = 4.5;
const white: Rgb = [255, 255, 255];
const ink: Rgb = [28, 27, 25];

export const ownColor = "#0f766e";

/** `#rrggbb` in lower case of what was typed, with or without its #; null if it is no colour. */
export function readColor(typed: string): string | null {
  const digits = /^#?([\da-f]{6}|[\da-f]{3})$/iu.exec(typed.trim())?.[1]?.toLowerCase();
  if (!digits) return null;
  return `#${digits.length === 3 ? digits.replaceAll(/./gu, "$&$&") : digits}`;
}

export interface Paint {
  /** What surfaces are filled with. */
  fill: string;
  /** What is written on them. */
  ink: string;
  contrast: number;
  /** Whether the colour itself would not do. */
  isMended: boolean;
}

export function paint(color: string): Paint {
  const wanted = rgb(color);
  let shade = wanted;
  while (contrast(shade, white) < readable && contrast(shade, ink) < readable) shade = mix(shade, ink, 0.06);
  const on = contrast(shade, white) >= readable ? white : ink;
  return { fill: hex(shade), ink: hex(on), contrast: contrast(shade, on), isMended: shade !== wanted };
}

function rgb(color: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16)) as unknown as Rgb;
}

function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return from.map((part, index) => Math.round(part + ((to[index] ?? part) - part) * share)) as unknown as Rgb;
}

function hex(color: Rgb): string {
  return `#${color.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
