/** A place in the log: its moment, and the id that orders what happened in it. */
export type Place = { at: Date | string; id: string };
/** After everything: where reading from the newest on begins. */
export const NEWEST: Place = { at: "infinity", id: "ffffffff-ffff-ffff-ffff-ffffffffffff" };
