// Where a request comes from: the peer's address, or, when the peer is a proxy of TRUSTED_PROXIES, the one that it tells.
import type { IncomingMessage } from "node:http";
import proxyAddress from "@fastify/proxy-addr";
import { plainAddress } from "../guard/address.js";

export class Addresses {
  private readonly isTrusted: (address: string, hop: number) => boolean;

  constructor(trustedProxies: readonly string[]) {
    this.isTrusted = proxyAddress.compile([...trustedProxies]);
  }

  /** Empty when the peer has gone already: Node forgets its address then. */
  of(request: IncomingMessage): string {
    if (!request.socket.remoteAddress) return "";
    return plainAddress(proxyAddress(request, this.isTrusted) ?? "");
  }
}
