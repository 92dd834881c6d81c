// The statements of one transaction, one behind the other, without their sender having to wait for each answer: while the
// database works at one, the next is put together here.
import { setImmediate as turn } from "node:timers/promises";
import type { EntityManager } from "typeorm";
import { prepared } from "./prepared.js";

export class Lane {
  private last: Promise<unknown> = Promise.resolve();
  private isClosed = false;

  constructor(readonly manager: EntityManager) {}

  /**
   * Goes out as soon as all before it are answered. After one that failed nothing goes out any more: it may have ended the
   * transaction (a deadlock does), and what came then would stand in none.
   * `isFixed`: the statement has one of few shapes, so that it is worth preparing.
   */
  send<T>(sql: string, values: unknown[], { isFixed = false } = {}): Promise<T> {
    const { manager } = this;
    const answer = this.last.then(() => {
      if (this.isClosed) throw new Error("the transaction is over");
      return isFixed ? prepared(manager, sql, values) : manager.query(sql, values);
    });
    this.last = answer;
    // Whoever waits for `answered` hears of it.
    answer.catch(() => undefined);
    return answer as Promise<T>;
  }

  /** Lets what was put together go out, and answers come in. */
  turn(): Promise<void> {
    return turn();
  }

  /** Resolves when everything is answered; rejects with the first failure. */
  async answered(): Promise<void> {
    await this.last;
  }

  /** Runs what sends along a lane; when it ends, by itself or by a failure, nothing is under way any more. */
  static async within<T>(manager: EntityManager, body: (lane: Lane) => Promise<T>): Promise<T> {
    const lane = new Lane(manager);
    try {
      const result = await body(lane);
      await lane.answered();
      return result;
    } catch (error) {
      lane.isClosed = true;
      await lane.answered().catch(() => undefined);
      throw error;
    }
  }
}
