/** A drawing made of one path; built with DOM calls because a strict policy may forbid markup from strings. */
export function icon(path: string): SVGElement {
  const [svg, line] = ["svg", "path"].map((tag) =>
    document.createElementNS("http://www.w3.org/2000/svg", tag),
  ) as [SVGElement, SVGElement];
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}
