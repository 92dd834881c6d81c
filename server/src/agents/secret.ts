// Tokens that people and programs carry: random, and kept by us only as a hash.
import { createHash, randomBytes } from "node:crypto";

export const makeSecret = (prefix = "") => prefix + randomBytes(32).toString("base64url");

export const hashSecret = (secret: string) => createHash("sha256").update(secret).digest("hex");
