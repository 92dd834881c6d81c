/** What the sentence about an entry of the audit log is made of. */
export interface Deed {
  subject: string;
  role: string;
  fields: readonly string[];
  count: number;
}
