// Where a request comes from: the peer's address, or, when the peer is a proxy of TRUSTED_PROXIES, the one that it tells.
import type { IncomingMessage } from "node:http";
import proxyAddress from "@fastify/proxy-addr";
import { plainAddress } from "../guard/address.js";

export class Addresses {
  private readonly isTrusted: (address: string, hop: number) => boolean;

  constructor(trustedProxies: readonly string[]) {
    this.isTrusted = proxyAddress.compile([...trustedProxies]);
  }

  of(request: IncomingMessage): string {
    return plainAddress(proxyAddress(request, this.isTrusted) ?? "");
  }
}
