// Counts the statements that go to a test server's database.
import type { TestServer } from "./server.js";

export interface StatementCounter {
  readonly count: number;
  stop(): void;
}

export function countStatements({ services }: TestServer): StatementCounter {
  const { subscribers } = services.database.source;
  let count = 0;
  const subscriber = {
    beforeQuery: () => {
      count++;
    },
  };
  subscribers.push(subscriber);
  return {
    get count() {
      return count;
    },
    stop: () => void subscribers.splice(subscribers.indexOf(subscriber), 1),
  };
}
