/** The round button at the page's corner, in a shadow root of its own. The loader draws it; the chat takes it over. */
import { icon } from "./icon";
import { CHAT } from "./icons";
import { launcherCss } from "./launcher.css";

const TAG = "atalaya-widget";

export interface Launcher {
  host: HTMLElement;
  shadow: ShadowRoot;
  root: HTMLElement;
  button: HTMLButtonElement;
}

export function drawLauncher(label: string): Launcher {
  const host = document.createElement(TAG);
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(launcherCss);
  shadow.adoptedStyleSheets = [sheet];
  const root = document.createElement("div");
  root.className = "root";
  const button = document.createElement("button");
  button.className = "launcher";
  button.setAttribute("aria-label", label);
  button.append(icon(CHAT));
  root.append(button);
  shadow.append(root);
  return { host, shadow, root, button };
}

/** Puts the element on the page, again if the page's own code threw it out. */
export function attach(host: HTMLElement): void {
  if (!host.isConnected) document.body?.append(host);
}
