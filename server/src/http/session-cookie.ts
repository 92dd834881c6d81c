// The session's cookie: out of reach of scripts, never sent along from another site.
import type { FastifyReply, FastifyRequest } from "fastify";

const YEAR = 365 * 24 * 3600;

export class SessionCookie {
  constructor(private readonly publicUrl: () => string) {}

  private get secure(): boolean {
    return this.publicUrl().startsWith("https:");
  }

  get name(): string {
    return this.secure ? "__Host-atalaya" : "atalaya";
  }

  read(cookies: Record<string, string | undefined>): string | null {
    return cookies[this.name] || null;
  }

  write(reply: FastifyReply, token: string | null): void {
    const options = { path: "/", httpOnly: true, sameSite: "strict", secure: this.secure } as const;
    if (token === null) reply.clearCookie(this.name, options);
    else reply.setCookie(this.name, token, { ...options, maxAge: YEAR });
  }
}

/** The token of an `Authorization: Bearer …` header; null without one. */
export function bearer(request: Pick<FastifyRequest, "headers">): string | null {
  const match = /^Bearer ([\w~+/.=-]{1,200})$/i.exec(request.headers.authorization ?? "");
  return match?.[1] ?? null;
}
