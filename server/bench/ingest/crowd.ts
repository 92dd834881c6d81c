// The visitors of one round and what they do, each kind of event by itself and then all at once.
import { randomBytes, randomUUID } from "node:crypto";
import type { House } from "./house.ts";

export const KINDS = [
  "opening",
  "message, flow answers",
  "parameters",
  "option",
  "form",
  "message, flow silent",
  "mixed",
] as const;
export type EventKind = (typeof KINDS)[number];

export type Event = () => Promise<unknown>;

interface Person {
  token: string;
  visitorId: string;
}

const ANSWERS = [
  { name: "name", value: "María Fernanda Gómez Restrepo" },
  { name: "email", value: "maria.gomez@example.com" },
  { name: "phone", value: "+57 300 555 0199" },
];

export class Crowd {
  private readonly people: Person[];
  private readonly house: House;

  constructor(house: House, size: number) {
    this.house = house;
    this.people = Array.from({ length: size }, () => ({
      token: randomBytes(32).toString("base64url"),
      visitorId: "",
    }));
  }

  /** In the order of KINDS: each stands on what those before it have left. */
  async events(kind: EventKind): Promise<Event[]> {
    const { people } = this;
    switch (kind) {
      case "opening":
        return people.map((person) => () => this.open(person));
      case "message, flow answers":
      case "message, flow silent":
        return [0, 1].flatMap((time) => people.map((person) => () => this.send(person, time)));
      case "parameters":
        return people.map((person) => () => this.params(person, "pro"));
      case "option": {
        const asked = await this.asked("OPTIONS");
        return people.map((person) => () => this.choose(person, asked));
      }
      case "form": {
        const asked = await this.asked("FORM");
        return people.map((person) => () => this.submit(person, asked));
      }
      case "mixed": {
        const asked = await this.asked("OPTIONS");
        const fresh = new Crowd(this.house, people.length).people;
        return people.flatMap((person, index) => [
          () => this.open(fresh[index] as Person),
          () => this.send(person, index),
          () => this.choose(person, asked),
          () => this.params(person, `plan ${index}`),
          () => this.send(person, index + 1),
        ]);
      }
    }
  }

  private async open(person: Person) {
    const { id } = await this.house.services.opening.open(this.house.context(person.token), {
      token: person.token,
      page: { url: "https://shop.example.com/plants/monstera-deliciosa", title: "Monstera deliciosa" },
      viewport: "1440x900",
      timeZone: "America/Bogota",
      locale: "es-CO",
      params: { plan: "free", seats: 3 },
      urlParams: { utm_source: "newsletter" },
    });
    person.visitorId = id;
  }

  private send({ token }: Person, number: number) {
    const text = `Good morning, do you deliver to Cali as well, and how long does it take? (${number})`;
    return this.house.services.widget.send(this.house.context(token), { text, clientId: randomUUID() });
  }

  private params({ token }: Person, plan: string) {
    return this.house.services.widget.setParams(this.house.context(token), { plan });
  }

  private choose({ token, visitorId }: Person, asked: ReadonlyMap<string, string>) {
    const id = asked.get(visitorId) ?? "";
    return this.house.services.widget.chooseOption(this.house.context(token), id, 0, randomUUID());
  }

  private submit({ token, visitorId }: Person, asked: ReadonlyMap<string, string>) {
    const id = asked.get(visitorId) ?? "";
    return this.house.services.widget.submitForm(this.house.context(token), id, ANSWERS, randomUUID());
  }

  /** The newest question of each visitor. */
  private async asked(kind: "OPTIONS" | "FORM"): Promise<Map<string, string>> {
    const rows: { visitor: string | number; id: string | number }[] =
      await this.house.services.database.source.query(
        "SELECT c.visitor_id AS visitor, MAX(m.id) AS id FROM message m JOIN conversation c ON c.id = m.conversation_id WHERE c.project_id = ? AND m.kind = ? GROUP BY c.visitor_id",
        [this.house.projectId, kind === "OPTIONS" ? 1 : 3],
      );
    return new Map(rows.map(({ visitor, id }) => [String(visitor), String(id)]));
  }
}
