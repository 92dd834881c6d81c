/** The widget on the page: the launcher with its badge, the panel, and the site's wishes about both. */
import type { Chat } from "../sdk/chat";
import { guard, report } from "../sdk/guard";
import { type Widget, type WidgetConfig } from "../sdk/options";
import { type ChatState, unreadCount } from "../sdk/store";
import { panelCss } from "./chat.css";
import { fill, tint } from "./colour";
import { attr, el, say } from "./dom";
import { type Launcher, attach, readingDirection } from "./launcher";
import { Panel } from "./panel";
import { type Speech, speech } from "./words";

export class View implements Pick<Widget, "open" | "close" | "setConfig" | "getConfig"> {
  #chat: Chat;
  #launcher: Launcher;
  #config: WidgetConfig;
  #remember: (look: string) => void;
  #panel: Panel | null = null;
  #speech: Speech | null = null;
  #badge = el("span", { class: "badge", "aria-hidden": "true", hidden: true });
  #open = false;
  /** Where the page's focus was when the chat was opened. */
  #before: Element | null = null;
  #stops: (() => void)[] = [];
  #kept = "";
  #painted: string | null | undefined = "none yet";

  constructor(chat: Chat, launcher: Launcher, config: WidgetConfig, remember: (look: string) => void) {
    this.#chat = chat;
    this.#launcher = launcher;
    this.#config = { ...config };
    this.#remember = remember;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(panelCss);
    launcher.shadow.adoptedStyleSheets = [...launcher.shadow.adoptedStyleSheets, sheet];
    attr(launcher.button, "aria-haspopup", "dialog");
    launcher.button.append(this.#badge);
    // The page's own shortcuts must not fire while someone types here.
    for (const type of ["keydown", "keypress", "keyup"])
      launcher.root.addEventListener(type, (event) => event.stopPropagation());
    const looked = () => this.#update(chat.state);
    // A site that swaps or sweeps its body takes the widget with it; one that turns to another language says so up there.
    const swaps = new MutationObserver(() =>
      guard(() => {
        if (!document.body) return;
        attach(launcher.host);
        swaps.observe(document.body, { childList: true });
        looked();
      }),
    );
    swaps.observe(document.documentElement, { childList: true, attributeFilter: ["dir", "lang"] });
    if (document.body) swaps.observe(document.body, { childList: true });
    document.addEventListener("visibilitychange", looked);
    const deaf = chat.subscribe((state) => this.#update(state));
    this.#stops = [
      () => swaps.disconnect(),
      () => document.removeEventListener("visibilitychange", looked),
      deaf,
      () => this.#panel?.remove(),
      () => launcher.host.remove(),
    ];
    this.#update(chat.state);
  }

  open(): void {
    attach(this.#launcher.host);
    this.#chat.open().catch(report);
    if (this.#open) return;
    this.#open = true;
    this.#before = document.activeElement;
    this.#panel?.show();
    this.#update(this.#chat.state);
    this.#panel?.enter();
  }

  close(): void {
    if (!this.#open) return;
    const { shadow, button } = this.#launcher;
    const within = shadow.activeElement !== null;
    this.#open = false;
    this.#panel?.hide();
    this.#update(this.#chat.state);
    if (!within) return;
    // A site without our button opened the chat with one of its own.
    if (!button.hidden) button.focus();
    else if (this.#before instanceof HTMLElement) this.#before.focus();
  }

  setConfig(config: WidgetConfig): void {
    Object.assign(this.#config, config);
    this.#update(this.#chat.state);
  }

  getConfig(): WidgetConfig | null {
    const { config } = this.#chat.state;
    return config && { ...config, ...this.#config };
  }

  destroy(): void {
    for (const stop of this.#stops) stop();
  }

  #update(state: ChatState): void {
    const { button, root } = this.#launcher;
    const config: WidgetConfig = { ...state.config, ...defined(this.#config) };
    const said = this.#speak(config);
    this.#look(config, root);
    if (state.config) this.#keep(`${fill(config.color).fill} ${said.locale}`);
    const unread = this.#open ? 0 : unreadCount(state);
    button.hidden = this.#open || config.launcher === false;
    attr(button, "aria-expanded", String(this.#open));
    attr(button, "aria-label", unread ? said.words.openUnread(unread) : said.words.open);
    this.#badge.hidden = unread === 0;
    say(this.#badge, unread > 99 ? "99+" : String(unread));
    this.#panel?.update(state, config.title || said.words.conversation, config.greeting);
    if (this.#open && state.phase === "ready" && document.visibilityState === "visible")
      this.#chat.markRead();
  }

  /** The panel is made in one language; another language makes another panel. */
  #speak(config: WidgetConfig): Speech {
    const said = speech([config.locale, document.documentElement.lang, ...navigator.languages]);
    attr(this.#launcher.root, "dir", readingDirection());
    if (said.locale === this.#speech?.locale && this.#panel) return said;
    this.#speech = said;
    this.#panel?.remove();
    this.#panel = new Panel({ chat: this.#chat, speech: said }, () => this.close());
    this.#launcher.root.append(this.#panel.node);
    attr(this.#launcher.root, "lang", said.locale);
    if (!this.#open) return said;
    this.#panel.show();
    this.#panel.enter();
    return said;
  }

  /** For the loader's button on the next page. */
  #keep(look: string): void {
    if (look !== this.#kept) this.#remember(look);
    this.#kept = look;
  }

  #look(config: WidgetConfig, root: HTMLElement): void {
    attr(root, "data-theme", config.theme ?? "light");
    root.classList.toggle("start", config.side === "start");
    if (this.#painted === config.color) return;
    this.#painted = config.color;
    const { fill: ground, ink } = fill(config.color);
    root.style.setProperty("--fill", ground);
    root.style.setProperty("--ink-on", ink);
    for (const [name, surface] of [
      ["l", "#ffffff"],
      ["d", "#1b1b19"],
    ] as const) {
      const { soft, text } = tint(config.color, surface);
      root.style.setProperty(`--soft-${name}`, soft);
      root.style.setProperty(`--text-${name}`, text);
    }
  }
}

/** What the site left out, or took back with null, stays as the project has it. */
function defined(config: WidgetConfig): WidgetConfig {
  return Object.fromEntries(
    Object.entries(config).filter(([, value]) => value !== undefined && value !== null),
  );
}
