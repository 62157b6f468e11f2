/** An approval with what its reminder and its end are told with. */
export type DueApproval = {
  id: string;
  version: string;
  expiresAt: Date;
  serverId: string;
  name: string;
  title: string | null;
  ownerTeamId: string | null;
  latestVersion: string | null;
};

/** Its columns, over `a` (approval) and `s` (server). */
export const DUE_APPROVAL = `a."id", a."version", a."expiresAt", a."serverId", s."name", s."title",
  s."ownerTeamId", s."latestVersion"`;

/** Looked at by one run of the worker. */
export const DUE_AT_ONCE = 200;
