import { describe, expect, it } from "vitest";
import { makePerson } from "../people/person.js";
import { Random } from "../random.js";
import { SmallTalk } from "./small-talk.js";
import { STORIES, type Story } from "./stories.js";

const story = STORIES.find(({ name }) => name === "buys now") as Story;
const person = makePerson(new Random(7));
const talk = () => new SmallTalk(person, story);

describe("what a simulated visitor answers", () => {
  it("tells what it was asked for", () => {
    expect(talk().answer("Hola, ¿cómo te llamas?", false)).toBe(`Me llamo ${person.name}`);
    expect(talk().answer("¿Me das tu correo y tu teléfono?", false)).toBe(
      `Claro, es ${person.email}. Mi número es ${person.phone}`,
    );
    expect(talk().answer("¿Cuál es tu número de pedido?", false)).toContain(person.order);
  });

  it("answers in the language it is spoken to", () => {
    expect(talk().answer("Hello, can you tell me your name?", false)).toBe(`I'm ${person.name}`);
    expect(talk().answer("Let me check that for you", false)).toBe("Sure, take your time");
  });

  it("never says the same line twice while it has others", () => {
    const one = talk();
    const said = ["Hola", "Vale", "Perfecto", "Muy bien", "Ajá"].map((heard) => one.answer(heard, false));
    expect(new Set(said).size).toBe(said.length);
    expect(said.join()).not.toMatch(/[{}]/);
  });

  it("first says what it came to say, when the agent was quicker", () => {
    const one = talk();
    one.owe(["Mi pedido {order} no llegó"]);
    expect(one.answer("Hola, soy Ana", false)).toBe(`Mi pedido ${person.order} no llegó`);
  });

  it("says good-bye when the agent does, and at its last turn", () => {
    const one = talk();
    one.answer("Que tengas buen día", false);
    expect(one.isOver).toBe(true);
    const other = talk();
    other.answer("¿Algo más?", true);
    expect(other.isOver).toBe(true);
  });
});
