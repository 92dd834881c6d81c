import { describe, expect, it } from "vitest";
import { ageOf, isDead, livenessOf, type Stream } from "./liveness.ts";

const t0 = 1_000_000;
const following = (exactAt = t0): Stream => ({ exactAt, downSince: null, fresh: false });
const lost = (downSince: number, exactAt = downSince): Stream => ({ exactAt, downSince, fresh: false });
const fresh = (at: number): Stream => ({ exactAt: at, downSince: at, fresh: true });
const at = (now: number, streams: Stream[], wasLive = true, online = true) =>
  livenessOf(streams, now, { online, wasLive });

describe("the connection's mark", () => {
  it("says live only while every stream follows", () => {
    expect(at(t0, [following(), following()])).toBe("live");
    expect(at(t0 + 1, [following(), lost(t0)])).toBe("reconnecting");
  });

  it("says that it connects until the first word, and does not call that live", () => {
    expect(at(t0, [], false)).toBe("connecting");
    expect(at(t0 + 1_000, [fresh(t0)], false)).toBe("connecting");
    expect(at(t0 + 2_000, [fresh(t0)], false)).toBe("reconnecting");
    expect(at(t0 + 10_001, [fresh(t0)], false)).toBe("offline");
  });

  it("makes nothing of a stream that was asked for just now, but of one that does not come", () => {
    expect(at(t0 + 1_000, [following(), fresh(t0)])).toBe("live");
    expect(at(t0 + 2_000, [following(), fresh(t0)])).toBe("reconnecting");
  });

  it("does not let a new filter hide that the rest is lost", () => {
    expect(at(t0 + 5_000, [lost(t0), fresh(t0 + 5_000)])).toBe("reconnecting");
  });

  it("gives up hope after ten seconds, and at once without a network", () => {
    expect(at(t0 + 10_000, [lost(t0)])).toBe("reconnecting");
    expect(at(t0 + 10_001, [lost(t0)])).toBe("offline");
    expect(at(t0, [following()], true, false)).toBe("offline");
  });

  it("does not take an open socket for an exact screen", () => {
    expect(at(t0 + 15_000, [following(t0)])).toBe("live");
    expect(at(t0 + 18_001, [following(t0)])).toBe("reconnecting");
    expect(at(t0 + 28_001, [following(t0)])).toBe("offline");
    expect(isDead(following(t0), t0 + 30_000)).toBe(false);
    expect(isDead(following(t0), t0 + 30_001)).toBe(true);
    expect(isDead(lost(t0), t0 + 60_000)).toBe(false);
  });

  it("is as old as the stream that was last exact", () => {
    expect(ageOf([following(t0), lost(t0 - 4_000, t0 - 9_000)], t0)).toBe(9_000);
    expect(ageOf([], t0)).toBe(0);
  });
});
