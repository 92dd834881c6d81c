/** Everything the chat says by itself. Each language has all of it, or the build fails. */
import type { FieldProblem } from "../../sdk/errors";

export interface Words {
  open: string;
  openUnread(count: number): string;
  close: string;
  more: string;
  askPerson: string;
  askPersonFailed: string;
  conversation: string;
  message: string;
  placeholder: string;
  send: string;
  tooLong(over: number): string;
  sending: string;
  sent: string;
  seen: string;
  failed: string;
  retry: string;
  discard: string;
  opening: string;
  reconnecting: string;
  unavailable: string;
  /** The chat is for people who have signed in to the site. */
  unsigned: string;
  today: string;
  yesterday: string;
  bot: string;
  you: string;
  team: string;
  typing(name: string): string;
  automatic: string;
  waiting: string;
  /** The same out of office hours. */
  away: string;
  with(name: string): string;
  closed: string;
  handoff: string;
  joined(name: string): string;
  handedBack: string;
  ended: string;
  /** Under a conversation that is closed. */
  goOn: string;
  reopened: string;
  optional: string;
  choose: string;
  submit: string;
  submitting: string;
  formFailed: string;
  checkFields(count: number): string;
  consentYes: string;
  consentNo: string;
  problem(reason: FieldProblem["reason"]): string;
}
