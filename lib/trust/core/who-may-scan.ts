/** Who may ask for a scan of it. `nobody`: it names nothing that Gatehouse can scan. */
export type WhoMayScan = "you" | "others" | "nobody";

export const WHO_MAY_SCAN =
  "Members of the owner team, security and administrators may ask for a scan.";
