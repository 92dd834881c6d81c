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
  /** Forgets the stored chat, closes, and begins again as a new visitor. */
  restartChat(): void;
}

/** What `createChat` needs. */
export interface ChatOptions {
  /** Address of the Atalaya server, e.g. "https://chat.example.org". */
  server: string;
  projectId: string;
  params?: Params;
  config?: WidgetConfig;
}
