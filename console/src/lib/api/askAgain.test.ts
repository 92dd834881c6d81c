import { Client, fetchExchange, gql } from "@urql/svelte";
import { expect, it } from "vitest";
import { askAgain } from "./askAgain.ts";
import { createCache } from "./cache.ts";

const Thread = gql<{ visitor: { conversation: { id: string; messages: { id: string }[] } } }, { id: string }>`
  query Thread($id: ID!) {
    visitor(id: $id) {
      id
      conversation {
        id
        messages {
          id
        }
      }
    }
  }
`;
const Detail = gql`
  query Detail($id: ID!) {
    visitor(id: $id) {
      id
      conversation {
        id
      }
    }
  }
`;

it("is sent also where the cache had begun to ask by itself, and let it fall", async () => {
  const asked: string[] = [];
  let present = "1";
  const client = new Client({
    url: "http://server.example/graphql",
    preferGetMethod: false,
    exchanges: [createCache(), fetchExchange],
    fetch: async (_, options) => {
      const { operationName } = JSON.parse(String(options?.body)) as { operationName: string };
      asked.push(operationName);
      const messages = [{ __typename: "Message", id: `m${present}` }];
      const conversation = { __typename: "Conversation", id: present, messages };
      const data = { visitor: { __typename: "Visitor", id: "1", conversation } };
      return new Response(JSON.stringify({ data }), { headers: { "content-type": "application/json" } });
    },
  });
  const variables = { id: "1" };
  const seen: (string | undefined)[] = [];
  const following = client
    .query(Thread, variables, { requestPolicy: "cache-and-network" })
    .subscribe(({ data }) => seen.push(data?.visitor.conversation.id));
  await expect.poll(() => seen).toEqual(["1"]);

  // Another question learns, twice, that another conversation has begun, of whose messages the cache knows nothing.
  present = "2";
  for (let time = 0; time < 2; time++)
    await client.query(Detail, variables, { requestPolicy: "network-only" }).toPromise();
  await askAgain(client, Thread, variables);
  expect(asked).toEqual(["Thread", "Detail", "Detail", "Thread"]);
  await expect.poll(() => seen.at(-1)).toBe("2");
  following.unsubscribe();
});
