// A query that follows its variables: its data stay on screen while newer ones are on their way.
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { untrack } from "svelte";
import { askAgain } from "./askAgain.ts";
import { waitBefore } from "./backoff.ts";
import { client } from "./client.ts";
import { isPassing, problemOf, type Problem } from "./errors.ts";

/** Rows of the question before stay this long, so that a quick answer replaces them without a flash. */
const holdFor = 150;
/** The least pause before a question that failed is asked again by itself. */
const pause = 2_000;

export class Query<Data, Variables extends Record<string, unknown>> {
  data = $state.raw<Data | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** False until the present variables have been answered by the server. */
  settled = $state(false);
  /** Grows with every `refetch` that the server has answered. */
  refetched = $state(0);
  #variables: Variables | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  readonly #document: TypedDocumentNode<Data, Variables>;

  /** `variables` returning null pauses. Must be made while a component is being set up. */
  constructor(document: TypedDocumentNode<Data, Variables>, variables: () => NoInfer<Variables> | null) {
    this.#document = document;
    // By value: what the variables are read from changes with every event, and must not ask the same again each time.
    const key = $derived(JSON.stringify(variables()));
    $effect(() => {
      void key;
      return untrack(() => this.#follow(variables()));
    });
  }

  #follow(variables: Variables | null): (() => void) | undefined {
    this.#variables = variables;
    this.settled = false;
    if (!variables) {
      this.data = null;
      return;
    }
    let answered = false;
    const clear = setTimeout(() => {
      if (!answered) this.data = null;
    }, holdFor);
    const source = client.query(this.#document, variables, { requestPolicy: "cache-and-network" });
    const subscription = source.subscribe((result) => {
      if (result.data) {
        answered = true;
        this.data = result.data;
      }
      if (!result.stale) {
        this.#answered(result.error ? problemOf(result.error) : null);
        this.settled = true;
      }
    });
    return () => {
      clearTimeout(clear);
      clearTimeout(this.#retry);
      this.#variables = null;
      subscription.unsubscribe();
    };
  }

  /** Asks the server again, quietly: what is shown stays until the answer is there. */
  async refetch(): Promise<void> {
    const variables = this.#variables;
    if (!variables) return;
    const result = await askAgain(client, this.#document, variables);
    // Another question is asked by now, or none: how this one ended concerns nobody.
    if (this.#variables !== variables) return;
    if (!result.error) this.refetched++;
    this.#answered(result.error ? problemOf(result.error) : null);
  }

  /** A fault that passes heals by itself: the same is asked again, more and more slowly. */
  #answered(problem: Problem | null): void {
    this.problem = problem;
    clearTimeout(this.#retry);
    if (!problem) this.#tries = 0;
    else if (isPassing(problem)) {
      const wait = Math.max(pause + waitBefore(this.#tries++), (problem.retryAfter ?? 0) * 1000);
      this.#retry = setTimeout(() => void this.refetch(), wait);
    }
  }
}
