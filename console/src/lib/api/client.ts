// The one urql client. Queries and mutations go over HTTP, subscriptions over the socket.
import { Client, fetchExchange, mapExchange, subscriptionExchange } from "@urql/svelte";
import { createCache } from "./cache.ts";
import { connection } from "./connection.svelte.ts";
import { fetchWithin } from "./deadline.ts";
import { problemOf } from "./errors.ts";
import { Freshest } from "./freshest.ts";
import { subscribe } from "./socket.ts";

const freshest = new Freshest();
let onSignedOut: () => void = () => {};

/** Called when the server says that the session is over, whatever was being asked. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act;
}

export const client = new Client({
  url: "/graphql",
  fetch: fetchWithin(),
  preferGetMethod: false,
  exchanges: [
    mapExchange({
      onError: (error, operation) => {
        const signingIn = operation.kind === "mutation" && error.graphQLErrors[0]?.path?.[0] === "signIn";
        const { code } = problemOf(error);
        if (!signingIn && code === "UNAUTHENTICATED") onSignedOut();
        // Its database is away: whether the screen is still true, nobody knows.
        if (code === "UNAVAILABLE") connection.lost();
      },
    }),
    createCache(),
    mapExchange({
      onResult: (result) => freshest.mend(result.data),
    }),
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (body) => ({
        subscribe: (sink) => ({
          unsubscribe: subscribe({ query: body.query ?? "", variables: body.variables }, sink as never),
        }),
      }),
    }),
  ],
});
