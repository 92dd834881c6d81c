/**
 * The script a site embeds: draws the button, keeps what the page asks for, and fetches the chat from its
 * own server on the first opening (or when idle, if this browser already has a conversation).
 */
import { guard, report } from "./sdk/guard";
import { type ChatOptions, type Identity, type Params, type Widget, type WidgetConfig } from "./sdk/options";
import { attempt } from "./sdk/guard";
import { peek } from "./sdk/storage";
import { rememberUrl } from "./sdk/url";
import { storageKey } from "./sdk/visitor";
import { attach, drawLauncher } from "./ui/launcher";

declare const __CHAT_FILE__: string;

type Command = (widget: Widget) => void;
interface Snippet {
  cmd?: Command[] | { push: (...commands: Command[]) => void };
  settings?: { projectId?: string; identity?: Identity; params?: Params; config?: WidgetConfig };
  widget?: Widget;
}
type Page = Partial<Record<"atalaya" | "chatim", Snippet>>;

const script = document.currentScript as HTMLScriptElement | null;

guard(() => {
  // The product this one takes after has the same snippet under another name; a page may keep it.
  const page = window as unknown as Page;
  const snippet = [page.atalaya, page.chatim].find((one) => one?.settings?.projectId);
  if (!snippet || !script) report("settings.projectId is missing");
  else if (!snippet.widget) {
    page.atalaya = snippet;
    start(snippet, snippet.settings!.projectId!, new URL(".", script.src).href.slice(0, -1));
  }
});

function start(snippet: Snippet, projectId: string, server: string): void {
  const settings = snippet.settings as Omit<ChatOptions, "server">;
  const options = {
    ...settings,
    server,
    params: { ...settings.params },
    config: { ...settings.config },
  } satisfies ChatOptions;
  // How it looked last time, so that the button does not change colour when the chat has loaded.
  const look = (peek(storageKey(projectId, "look")) ?? "").split(" ");
  const locale = options.config.locale || look[1] || document.documentElement.lang || navigator.language;
  const launcher = drawLauncher(/^es/i.test(locale) ? "Abrir el chat" : "Open the chat");
  let chat: Widget | undefined;
  let loading: Promise<unknown> | undefined;
  let tries = 0;

  const isKnown = () => peek(storageKey(projectId, "visitor"))?.includes('"opened":true');
  const draw = () => {
    const fill = [options.config.color, look[0], "#0f766e"].find((one) => CSS.supports("color", one!));
    launcher.root.style.setProperty("--fill", fill!);
    launcher.root.classList.toggle("start", options.config.side === "start");
    launcher.button.hidden = options.config.launcher === false;
  };
  // A browser remembers that a module failed to load, so a second try needs another address.
  const load = (then?: () => void) => {
    loading ??= import(/* @vite-ignore */ `${server}/${__CHAT_FILE__}${tries++ ? "?" + tries : ""}`).then(
      (module: typeof import("./index")) => (chat = module.createChat(options, launcher)),
    );
    loading.then(then).catch((error: unknown) => {
      if (!chat) loading = undefined;
      report(error);
    });
  };

  const widget: Widget = {
    open: () => load(() => chat!.open()),
    close: () => loading && load(() => chat!.close()),
    setConfig: (config) =>
      guard(() => {
        Object.assign(options.config, config);
        if (chat) chat.setConfig(config);
        else draw();
      }),
    getConfig: () => chat?.getConfig() ?? null,
    setParams: (params) =>
      guard(() => {
        Object.assign(options.params, params);
        chat?.setParams(params);
      }),
    // In order with a restart that waits for the chat.
    identify: (identity) => {
      options.identity = identity;
      if (loading) load(() => chat!.identify(identity));
    },
    // Who never opened has nothing to forget, and is spared the download.
    restartChat: () => {
      options.identity = "";
      if (loading || isKnown()) load(() => chat!.restartChat());
    },
  };
  const push = (...commands: Command[]) => {
    for (const command of commands) guard(() => command(widget));
  };
  const waiting = snippet.cmd;
  snippet.widget = widget;
  snippet.cmd = { push };
  attempt(() => rememberUrl(storageKey(projectId, "url")));
  launcher.button.onclick = widget.open;
  draw();
  if (Array.isArray(waiting)) push(...waiting);

  const appear = () => {
    attach(launcher.host);
    if (isKnown()) (window.requestIdleCallback ?? setTimeout)(() => load());
  };
  const ready = () => (document.body ? appear() : addEventListener("DOMContentLoaded", appear));
  if (options.config.color || look[0]) ready();
  // Who has never opened the chat here has no look of last time. The browser keeps the answer for a while. A server that
  // does not answer must not keep the button away.
  else
    fetch(`${server}/widget/${projectId}/look`, { signal: AbortSignal.timeout(2_500) })
      .then((answer) => answer.text())
      .then((answer) => {
        look[0] = answer;
        if (!chat) draw();
      })
      .catch(report)
      .then(ready);
}
