import type { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { recorded } from "#lib/audit/chain/recorded.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import { recordRefusal } from "#lib/audit/refusals.ts";
import type { Tx } from "#lib/db/client.ts";
import { databaseRefusal } from "#lib/db/refusal.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requirePermission, type Permission } from "#lib/kernel/permissions.ts";
import { observed } from "#lib/telemetry/observe-verb.ts";
import { parseInput } from "./parse-input.ts";

type Outcome<Result> = { result: Result; audit: readonly AuditEntry[] };

/**
 * The only way to change state: authorize, parse, transact, audit, in that order.
 * `permission` and `audit` are required by the types, so a verb that forgets
 * either does not compile, and a failed audit insert rolls the change back.
 * An empty `audit` means that nothing changed. Who is refused is recorded too.
 */
export function defineCommand<Input extends z.ZodType, Result>(spec: {
  /** The exported name, for traces and metrics: bundles forget the names of things. */
  name: string;
  permission: Permission;
  input: Input;
  run: (tx: Tx, ctx: Context, input: z.output<Input>) => Promise<Outcome<Result>>;
}) {
  const command = observed(
    "command",
    spec.name,
    async (ctx: Context, rawInput): Promise<Result> => {
      try {
        requirePermission(ctx.actor, spec.permission);
        const input = parseInput(spec.input, rawInput);
        return await recorded(async (tx, append) => {
          const { result, audit } = await spec.run(tx, ctx, input);
          await append(recordsOf(ctx, audit));
          return result;
        });
      } catch (error) {
        const refusal = databaseRefusal(error) ?? error;
        await recordRefusal(ctx, spec.permission, refusal);
        throw refusal;
      }
    },
  );
  return Object.assign(command, { permission: spec.permission, verb: "command" as const });
}
