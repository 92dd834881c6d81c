// What people do to their own account's safety: where they are signed in, and with which password.
import type { AuditTrail } from "../audit/index.js";
import type { Id } from "../database/columns.js";
import { type Database, forUpdate, transaction } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { BadUserInput, Conflict, NotFound } from "../graphql/errors.js";
import { idOrNull } from "../graphql/input.js";
import { Agent } from "./agent.entity.js";
import { checkPassword, hashPassword, passwordFits } from "./password.js";
import type { Session } from "./session.entity.js";
import type { SessionService } from "./session.service.js";
import type { SignInThrottle } from "./sign-in.throttle.js";

export class AccountService {
  constructor(
    private readonly database: Database,
    private readonly sessionService: SessionService,
    private readonly throttle: SignInThrottle,
    private readonly audit: AuditTrail,
  ) {}

  async sessions(context: ApiContext): Promise<Session[]> {
    return this.sessionService.of(context.requireAgent());
  }

  async revokeSession(context: ApiContext, id: Id): Promise<boolean> {
    const { agentId, sessionId } = own(context);
    const known = idOrNull(id);
    const isTaken =
      known !== null &&
      (await transaction(this.database, async (manager) => {
        if (!(await this.sessionService.take(agentId, known, manager))) return false;
        await this.audit.record(context, { action: "SESSIONS_ENDED", count: 1 }, manager);
        return true;
      }));
    if (!isTaken) throw new NotFound("session");
    this.sessionService.tell([id]);
    if (id === sessionId) {
      context.caller = { kind: "nobody" };
      context.connection.setSession(null);
    }
    return true;
  }

  async revokeOtherSessions(context: ApiContext): Promise<number> {
    const { agentId, sessionId } = own(context);
    const ended = await transaction(this.database, async (manager) => {
      const ids = await this.sessionService.takeOthers(agentId, sessionId, manager);
      if (ids.length > 0)
        await this.audit.record(context, { action: "SESSIONS_ENDED", count: ids.length }, manager);
      return ids;
    });
    this.sessionService.tell(ended);
    return ended.length;
  }

  async changePassword(context: ApiContext, current: string, next: string): Promise<boolean> {
    const { agentId, sessionId } = own(context);
    const agent = await this.database.source.manager.findOneByOrFail(Agent, { id: agentId });
    checkPassword(next);
    // Whoever finds a console open must not find out its password by trying here.
    this.throttle.begin(agent.email, context.connection.ip);
    if (!(await passwordFits(current, agent.passwordHash))) {
      this.audit.later(context, { action: "PASSWORD_CHANGE_FAILED" });
      throw new BadUserInput("The present password is another one.", { field: "currentPassword" });
    }
    this.throttle.succeeded(agent.email, context.connection.ip);
    const passwordHash = await hashPassword(next);
    const ended = await transaction(this.database, async (manager) => {
      const fresh = await manager.findOne(Agent, { where: { id: agentId }, ...forUpdate(manager) });
      if (fresh?.passwordHash !== agent.passwordHash)
        throw new Conflict("The password was changed from elsewhere just now.", {});
      await manager.update(Agent, { id: agentId }, { passwordHash });
      const ids = await this.sessionService.takeOthers(agentId, sessionId, manager);
      await this.audit.record(context, { action: "PASSWORD_CHANGED", count: ids.length }, manager);
      return ids;
    });
    this.sessionService.tell(ended);
    return true;
  }
}

function own(context: ApiContext): { agentId: Id; sessionId: Id } {
  context.requireAgent();
  return context.caller as { agentId: Id; sessionId: Id } & typeof context.caller;
}
