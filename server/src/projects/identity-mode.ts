// Whether a project's site may say, or must say, who its visitors are.
import { enumOf } from "../graphql/enum.js";

/** In the order of the database: append, never reorder. */
export const IDENTITY_MODES = ["OFF", "OPTIONAL", "ENFORCED"] as const;
export type IdentityModeWord = (typeof IDENTITY_MODES)[number];

export const IdentityMode = enumOf<IdentityModeWord>(
  "IdentityMode",
  "What a project makes of identity tokens, by which its site says who a visitor is.",
  {
    OFF: "No token is looked at; who was verified stays so.",
    OPTIONAL: "Whoever brings a good token is verified; others may chat too.",
    ENFORCED: "Whoever is not verified is refused, whatever it asks for.",
  },
);
