/** What happened beside the messages, in words. An event this version doesn't know is left unsaid. */
import type { Message } from "../sdk/store";
import type { Words } from "./words";

export function eventText({ event, agentName }: Message, words: Words): string {
  switch (event) {
    case "HANDOFF":
      return words.handoff;
    case "JOINED":
      return words.joined(agentName ?? words.team);
    case "HANDED_BACK":
      return words.handedBack;
    case "CLOSED":
      return words.ended;
    case "REOPENED":
      return words.reopened;
    default:
      return "";
  }
}
