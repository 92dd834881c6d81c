// Whether a project's site may say, or must say, who its visitors are.
import { registerEnumType } from "type-graphql";

/** In the order of the database: append, never reorder. */
export const IDENTITY_MODES = ["OFF", "OPTIONAL", "ENFORCED"] as const;
export type IdentityModeWord = (typeof IDENTITY_MODES)[number];

export const IdentityMode = Object.fromEntries(IDENTITY_MODES.map((word) => [word, word])) as {
  [Word in IdentityModeWord]: Word;
};
registerEnumType(IdentityMode, {
  name: "IdentityMode",
  description: "What a project makes of identity tokens, by which its site says who a visitor is.",
  valuesConfig: {
    OFF: { description: "No token is looked at; who was verified stays so." },
    OPTIONAL: { description: "Whoever brings a good token is verified; others may chat too." },
    ENFORCED: { description: "Whoever is not verified is refused, whatever it asks for." },
  },
});
