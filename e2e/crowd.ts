// Visitors by the dozen for a story, through the widget's own API, and an agent's program that moves them about.
import { HttpClient, WidgetClient } from "../server/test/clients.js";
import { type House, OWNER } from "./house.js";

const NEW_STATUS =
  "mutation($id: ID!, $status: VisitorStatus!) { setVisitorStatus(visitorId: $id, status: $status) { id } }";

export class Crowd {
  private stop: () => Promise<unknown> = () => Promise.resolve();

  private constructor(
    readonly house: House,
    private readonly agent: HttpClient,
    readonly projectId: string,
    private readonly key: string,
  ) {}

  static async at(house: House): Promise<Crowd> {
    const agent = new HttpClient(`${house.url}/graphql`, {});
    await agent.ask(
      "mutation($email: String!, $password: String!) { signIn(email: $email, password: $password) { id } }",
      { email: OWNER.email, password: OWNER.password },
    );
    const { projects } = await agent.ask("{ projects { id key } }");
    return new Crowd(house, agent, projects[0].id, projects[0].key);
  }

  /** A new visitor; answers with the widget that speaks for it. */
  async comes(name?: string): Promise<WidgetClient> {
    const widget = new WidgetClient(this.house.url, this.key);
    await widget.open();
    if (name) await widget.send(name);
    return widget;
  }

  async come(count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.comes();
  }

  async ids(status: string): Promise<string[]> {
    const { visitors } = await this.agent.ask(
      "query($id: ID!, $filter: VisitorFilter) { visitors(projectId: $id, filter: $filter, first: 100) { nodes { id } } }",
      { id: this.projectId, filter: { status } },
    );
    return visitors.nodes.map(({ id }: { id: string }) => id);
  }

  async move(id: string, status: string): Promise<void> {
    await this.agent.ask(NEW_STATUS, { id, status });
  }

  /** Whatever is under way ends. */
  async end(): Promise<void> {
    await this.stop();
  }

  /** About fifty changes a second, until the answer is called: visitors come, leave the tab, and come back. */
  storm(ids: readonly string[]): () => Promise<number> {
    const underWay = new Set<Promise<unknown>>();
    let events = 0;
    const timer = setInterval(() => {
      // What the server has not answered yet is not piled up.
      if (underWay.size > 20) return;
      const id = ids[events % ids.length] ?? "";
      const turn = events++ % 3;
      const done = (turn === 0 ? this.comes() : this.move(id, turn === 1 ? "PROSPECT" : "NEW")).finally(() =>
        underWay.delete(done),
      );
      underWay.add(done);
    }, 20);
    this.stop = async () => {
      clearInterval(timer);
      await Promise.allSettled(underWay);
    };
    return async () => {
      clearInterval(timer);
      await Promise.all(underWay);
      return events;
    };
  }
}
