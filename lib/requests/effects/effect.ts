import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Conditions } from "../core/approvals.ts";
import type { LockedRequest } from "../lock-request.ts";
import type { ProposedDocument } from "../payload.ts";

/** What an approved request carries out; each effect returns its own record. */
export type Effect = (tx: Tx, ctx: Context, granted: Granted) => Promise<AuditEntry[]>;

export type Granted = {
  request: LockedRequest;
  payload: JsonObject;
  document: ProposedDocument | null;
  conditions: Conditions;
  /** By the policy's validity, or earlier where a reviewer set a date. */
  validUntil: Date;
  reason: string;
};
