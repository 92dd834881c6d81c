/**
 * The chat as a module: what the loader fetches, and what a bundler imports.
 * `createChat` draws the launcher unless it is handed one that is already on the page.
 */
import { Chat } from "./sdk/chat";
import { guard, report } from "./sdk/guard";
import type { ChatOptions, Widget } from "./sdk/options.js";
import { safeStorage } from "./sdk/storage";
import { storageKey } from "./sdk/visitor";
import { type Launcher, attach, drawLauncher } from "./ui/launcher";
import { View } from "./ui/view";

// With its ending: what is said of the package's types must be found by Node's own rules too.
export type { ChatOptions, Identity, Params, ParamValue, Widget, WidgetConfig } from "./sdk/options.js";

/** A chat of one's own making can also be taken away again. */
export interface MountedWidget extends Widget {
  destroy(): void;
}

/** Draws the button, and the chat that it opens. */
export function createChat(options: ChatOptions): MountedWidget;
/** @internal The loader has drawn the button already. */
export function createChat(options: ChatOptions, drawn: Launcher): MountedWidget;
export function createChat(options: ChatOptions, drawn?: Launcher): MountedWidget {
  const chat = new Chat({ ...options, server: options.server.replace(/\/+$/, "") });
  const launcher = drawn ?? drawLauncher("");
  const disk = safeStorage(() => localStorage);
  const view = new View(chat, launcher, options.config ?? {}, (look) =>
    disk.set(storageKey(options.projectId, "look"), look),
  );
  const widget: MountedWidget = {
    open: () => guard(() => view.open()),
    close: () => guard(() => view.close()),
    setConfig: (config) => guard(() => view.setConfig(config)),
    getConfig: () => guard(() => view.getConfig()) ?? null,
    setParams: (params) => guard(() => chat.setParams(params)),
    identify: (identity) => guard(() => void chat.identify(identity).catch(report)),
    restartChat: () =>
      guard(() => {
        view.close();
        chat.restart().catch(report);
      }),
    destroy: () =>
      guard(() => {
        view.destroy();
        chat.destroy();
      }),
  };
  if (!drawn) {
    launcher.button.onclick = widget.open;
    // Before there is a body, the view waits for one.
    if (document.body) attach(launcher.host);
  }
  chat.resume().catch(report);
  return widget;
}
