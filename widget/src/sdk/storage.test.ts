import { describe, expect, it } from "vitest";
import { MapStorage } from "./map-storage";
import { safeStorage } from "./storage";

describe("storage", () => {
  it("keeps values in memory when the browser blocks its own", () => {
    const storage = safeStorage(() => {
      throw new DOMException("denied", "SecurityError");
    });
    storage.set("a:1", "x");
    expect(storage.get("a:1")).toBe("x");
    expect(storage.keys("a:")).toEqual(["a:1"]);
    storage.remove("a:1");
    expect(storage.get("a:1")).toBeNull();
  });

  it("falls back to memory when full, and the newer value wins", () => {
    const disk = new MapStorage();
    const storage = safeStorage(() => disk);
    storage.set("k", "old");
    disk.full = true;
    storage.set("k", "new");
    expect(storage.get("k")).toBe("new");
    disk.full = false;
    storage.set("k", "newest");
    expect(disk.getItem("k")).toBe("newest");
    expect(storage.get("k")).toBe("newest");
  });
});
