// Several ranges of addresses, asked as one.
import { BlockList, isIP } from "node:net";
import { plainAddress, readRange } from "../guard/address.js";

export class Ranges {
  private readonly list = new BlockList();
  readonly isEmpty: boolean;

  constructor(ranges: readonly string[]) {
    this.isEmpty = ranges.length === 0;
    for (const text of ranges) {
      const range = readRange(text);
      if (range) this.list.addSubnet(range.address, range.bits, range.family);
    }
  }

  has(address: string): boolean {
    if (this.isEmpty) return false;
    const plain = plainAddress(address);
    const version = isIP(plain);
    return version !== 0 && this.list.check(plain, version === 4 ? "ipv4" : "ipv6");
  }
}
