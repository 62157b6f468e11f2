/** Kinds of objects that the log is asked for by what people call them; all others by their ids. */
const NAMED_KINDS = ["server", "request", "team", "person"] as const;
export type NamedKind = (typeof NAMED_KINDS)[number];

export const isNamedKind = (kind: string): kind is NamedKind =>
  (NAMED_KINDS as readonly string[]).includes(kind);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** An id, not something that anybody calls it. */
export const isId = (given: string): boolean => UUID.test(given);

/** So many teams of one name are looked up, the oldest. */
export const MOST_TEAMS = 20;
