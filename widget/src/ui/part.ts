/** A piece of the screen: made once, then told what changed. */
import type { Chat } from "../sdk/chat";
import type { Row } from "./rows";
import type { Speech } from "./words";

export interface Scene {
  chat: Chat;
  speech: Speech;
}

export interface Part<View> {
  node: HTMLElement;
  update(view: View): void;
}

export type RowOf<Kind extends Row["kind"]> = Extract<Row, { kind: Kind }>;
