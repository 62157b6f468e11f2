import type { z } from "zod";
import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { recordRefusal } from "#lib/audit/refusals.ts";
import { db, sql, type Db, type Sql } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requirePermission, type Permission } from "#lib/kernel/permissions.ts";
import { observed } from "#lib/telemetry/observe-verb.ts";
import { parseInput } from "./parse-input.ts";

/** What a query reads with: Prisma's models, or plain SQL where a read is hot. */
export type Readers = { db: Db; sql: Sql };

/**
 * The only way to read state: authorize, parse, select. No transaction. `audit` is for what leaves
 * the product as a whole, such as exports: it is recorded before anything is given out.
 */
export function defineQuery<Input extends z.ZodType, Result>(spec: {
  /** The exported name, for traces and metrics: bundles forget the names of things. */
  name: string;
  permission: Permission;
  input: Input;
  run: (readers: Readers, ctx: Context, input: z.output<Input>) => Promise<Result>;
  audit?: (result: Result, input: z.output<Input>) => readonly AuditEntry[];
}) {
  const query = observed("query", spec.name, async (ctx: Context, rawInput): Promise<Result> => {
    try {
      requirePermission(ctx.actor, spec.permission);
      const input = parseInput(spec.input, rawInput);
      const result = await spec.run({ db, sql }, ctx, input);
      if (spec.audit)
        await appendEvents(
          recordsOf(ctx, spec.audit(result, input), { kind: "event", outcome: "success" }),
        );
      return result;
    } catch (error) {
      await recordRefusal(ctx, spec.permission, error);
      throw error;
    }
  });
  return Object.assign(query, { permission: spec.permission, verb: "query" as const });
}
