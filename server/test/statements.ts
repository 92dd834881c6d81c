// Counts the statements that go to a test server's database, and keeps the server from asking by itself meanwhile.
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

/** From here on nobody asks the database but who is asked. */
export async function quiet({ services }: TestServer): Promise<void> {
  const {
    grants,
    presence,
    processes,
    blocklist,
    alarm,
    housekeeping,
    changeRetention,
    night,
    audit,
    signedOnly,
  } = services;
  grants.stop();
  await Promise.all([blocklist.stop(), signedOnly.stop()]);
  changeRetention.stop();
  await Promise.all([presence.stop(), processes.stop(), alarm.stop(), housekeeping.stop(), night.stop()]);
  await audit.flush();
}
