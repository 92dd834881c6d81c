/** The round button at the page's corner, in a shadow root of its own. The loader draws it; the chat takes it over. */
import { launcherCss } from "./launcher.css";

export interface Launcher {
  host: HTMLElement;
  shadow: ShadowRoot;
  root: HTMLElement;
  button: HTMLButtonElement;
}

export function drawLauncher(label: string): Launcher {
  const host = document.createElement("atalaya-widget");
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherCss);
  shadow.adoptedStyleSheets = [sheet];
  const root = document.createElement("div");
  root.className = "root";
  root.dir = readingDirection();
  const button = document.createElement("button");
  button.className = "launcher";
  button.setAttribute("aria-label", label);
  root.append(button);
  shadow.append(root);
  return { host, shadow, root, button };
}

/** What the page says of itself. Asked of its markup: a style sheet may say otherwise to all it reaches. */
export const readingDirection = () => document.dir || "ltr";

/**
 * Puts the element on the page, again if the page's own code threw it out. As a popover it is out of reach of whatever the
 * page's boxes do to what they hold: transforms, layers, clipping. Where there are no popovers it is a child like others.
 */
export function attach(host: HTMLElement): void {
  if (host.isConnected) return;
  document.body.append(host);
  host.popover = "manual";
  host.showPopover?.();
}
