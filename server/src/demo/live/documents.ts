// Every document that a simulated visitor sends: the widget's public API and nothing else.
const MESSAGE = "id seq author kind text options form { fields { name } }";
const SESSION = `mode lastSeq messages { ${MESSAGE} }`;

export const OPEN = `mutation ($input: OpenInput!) { open(input: $input) { session { ${SESSION} } } }`;
export const SEE_SESSION = `{ session { ${SESSION} } }`;
export const SEND =
  "mutation ($text: String!, $clientId: ID!) { send(text: $text, clientId: $clientId) { seq } }";
export const CHOOSE =
  "mutation ($messageId: ID!, $index: Int!, $clientId: ID!) { chooseOption(messageId: $messageId, index: $index, clientId: $clientId) { seq } }";
export const SUBMIT =
  "mutation ($messageId: ID!, $fields: [FieldInput!]!, $clientId: ID!) { submitForm(messageId: $messageId, fields: $fields, clientId: $clientId) { seq } }";
export const VISIT_PAGE = "mutation ($url: String!, $title: String) { visitPage(url: $url, title: $title) }";
export const ASK_FOR_PERSON = "mutation { requestHuman { mode } }";
export const SET_TYPING = "mutation ($typing: Boolean!) { setTyping(typing: $typing) }";
export const MARK_SEEN = "mutation ($seq: Int!) { markSeen(seq: $seq) }";
export const EVENTS = `subscription ($after: Int) { events(after: $after) { kind mode message { ${MESSAGE} } } }`;

export interface Message {
  id: string;
  seq: number;
  author: "BOT" | "VISITOR" | "AGENT" | "SYSTEM";
  kind: string;
  text: string | null;
  options: string[] | null;
  form: { fields: { name: string }[] } | null;
}

export interface Session {
  mode: string;
  lastSeq: number;
  messages: Message[];
}

export interface WidgetEvent {
  kind: string;
  mode: string | null;
  message: Message | null;
}
