// Two short sounds, made by the browser itself, and whether the browser lets them be heard.
import type { Alarm } from "./watch.ts";

interface Note {
  /** Hertz. */
  pitch: number;
  /** Seconds after the beginning. */
  at: number;
  /** Seconds until it has died away. */
  lasts: number;
}

/** Somebody comes: one soft step up, like a door. Somebody waits: two quick notes, like a knock. */
const tunes: Record<Alarm, { wave: OscillatorType; loud: number; notes: readonly Note[] }> = {
  visitor: {
    wave: "sine",
    loud: 0.16,
    notes: [
      { pitch: 523.25, at: 0, lasts: 0.28 },
      { pitch: 783.99, at: 0.11, lasts: 0.42 },
    ],
  },
  message: {
    wave: "triangle",
    loud: 0.22,
    notes: [
      { pitch: 1174.66, at: 0, lasts: 0.16 },
      { pitch: 1174.66, at: 0.15, lasts: 0.16 },
      { pitch: 880, at: 0.3, lasts: 0.34 },
    ],
  },
};

/** A browser that allows sound says so at once; one that does not never answers. */
const patience = 250;

class Sounds {
  /** The browser wants a click or a key first. */
  blocked = $state(false);
  #context: AudioContext | null = null;

  /** Whether sounds can be heard; asks the browser, and makes none. */
  async ready(): Promise<boolean> {
    if (typeof AudioContext === "undefined") return false;
    const context = (this.#context ??= this.#open());
    if (context.state !== "running") {
      await Promise.race([
        context.resume().catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, patience)),
      ]);
    }
    this.#look();
    return !this.blocked;
  }

  async play(alarm: Alarm, { softly = false } = {}): Promise<void> {
    if (!(await this.ready()) || !this.#context) return;
    const { wave, loud, notes } = tunes[alarm];
    const begin = this.#context.currentTime + 0.02;
    for (const note of notes) this.#strike(this.#context, wave, note, begin, softly ? loud * 0.4 : loud);
  }

  /** Any click or key lifts the ban, until the answer is called. */
  watch(): () => void {
    const touched = () => {
      if (this.#context && this.#context.state !== "running") void this.ready();
    };
    addEventListener("pointerup", touched);
    addEventListener("keydown", touched);
    return () => {
      removeEventListener("pointerup", touched);
      removeEventListener("keydown", touched);
    };
  }

  #open(): AudioContext {
    const context = new AudioContext();
    context.addEventListener("statechange", () => this.#look());
    return context;
  }

  #look(): void {
    this.blocked = this.#context?.state !== "running";
  }

  #strike(context: AudioContext, wave: OscillatorType, note: Note, begin: number, loud: number): void {
    const source = context.createOscillator();
    const volume = context.createGain();
    const from = begin + note.at;
    source.type = wave;
    source.frequency.value = note.pitch;
    // Never from or to nothing in no time: that would click.
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(loud, from + 0.012);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + note.lasts);
    source.connect(volume).connect(context.destination);
    source.start(from);
    source.stop(from + note.lasts + 0.02);
  }
}

export const sounds = new Sounds();
