/** What a site may set, and what it may call. */

/** How the chat looks. Whatever is left out comes from the project's settings on the server. */
export interface WidgetConfig {
  title?: string;
  greeting?: string | null;
  /** The site's colour, `#rgb` or `#rrggbb`. Text on it stays readable whatever it is. */
  color?: string | null;
  /** A language tag such as "es" or "en-GB". */
  locale?: string | null;
  theme?: "light" | "dark" | "auto";
  /** The side of the screen the chat sits on, in reading direction. */
  side?: "start" | "end";
  /** false hides the round button; the site then opens the chat itself with `open()`. */
  launcher?: boolean;
}

export type ParamValue = string | number | boolean;
export type Params = Record<string, ParamValue>;

/** A token that the site's server has signed, or what gives a fresh one (nothing: nobody is signed in) whenever it is needed. */
export type Identity = string | (() => string | null | undefined | Promise<string | null | undefined>);

/** The calls on `window.atalaya.widget`. None of them throws. */
export interface Widget {
  open(): void;
  close(): void;
  /** Merged into the present configuration. */
  setConfig(config: WidgetConfig): void;
  /** null until the chat has loaded and knows its project. */
  getConfig(): WidgetConfig | null;
  /** Merged into the parameters set so far. */
  setParams(params: Params): void;
  /** Says who is signed in, now and from here on. Another person than before gets a chat of its own. */
  identify(identity: Identity): void;
  /** Forgets the stored chat and who was signed in, closes, and begins again as a new visitor. */
  restartChat(): void;
}

/** What `createChat` needs. */
export interface ChatOptions {
  /** Address of the Atalaya server, e.g. "https://chat.example.org". */
  server: string;
  projectId: string;
  /** Who is signed in to the site. */
  identity?: Identity;
  params?: Params;
  config?: WidgetConfig;
}
