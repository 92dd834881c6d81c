// Tells readers that something happened: in this process, or through Redis in every process on the same database.
// A message is only a hint: what counts is in the database, so a hint that is lost costs time, never data.
export type Topic = string;
export type Listener = (payload: unknown) => void;

export interface Bus {
  /** `payload` is plain JSON. Listeners in this process hear it before `publish` returns. */
  publish(topic: Topic, payload: unknown): void;
  /** Returns what ends the listening. */
  listen(topic: Topic, listener: Listener): () => void;
  /** `listener` is called when messages of other processes may have been missed. Returns what ends the listening. */
  whenMissed(listener: () => void): () => void;
  start(): void;
  stop(): Promise<void>;
}

export class MemoryBus implements Bus {
  private readonly listeners = new Map<Topic, Set<Listener>>();

  publish(topic: Topic, payload: unknown): void {
    for (const listener of [...(this.listeners.get(topic) ?? [])]) listener(payload);
  }

  listen(topic: Topic, listener: Listener): () => void {
    const all = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, all);
    all.add(listener);
    return () => {
      all.delete(listener);
      if (all.size === 0) this.listeners.delete(topic);
    };
  }

  /** Nothing is ever missed within one process. */
  whenMissed(): () => void {
    return () => undefined;
  }

  start(): void {
    // Nothing to open.
  }

  async stop(): Promise<void> {
    // Nothing to close.
  }
}

export const projectTopic = (projectId: string): Topic => `project:${projectId}`;
/** What this session or token opened must be looked at again: it may have ended. */
export const sessionTopic = (sessionId: string): Topic => `session:${sessionId}`;
/** The same for all that an agent opened in a project: the agent may no longer be a member, or be another kind of one. */
export const membershipTopic = (projectId: string, agentId: string): Topic =>
  `membership:${projectId}:${agentId}`;
export const tokenTopic = (tokenId: string): Topic => `token:${tokenId}`;
