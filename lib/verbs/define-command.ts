import type { z } from "zod";
import type { AuditEntry } from "#lib/audit/core/entry.ts";
import { writeAudit } from "#lib/audit/write-audit.ts";
import { transact, type Tx } from "#lib/db/client.ts";
import { databaseRefusal } from "#lib/db/refusal.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requirePermission, type Permission } from "#lib/kernel/permissions.ts";
import { parseInput } from "./parse-input.ts";

type Outcome<Result> = { result: Result; audit: readonly AuditEntry[] };

/**
 * The only way to change state: authorize, parse, transact, audit, in that order.
 * `permission` and `audit` are required by the types, so a verb that forgets
 * either does not compile, and a failed audit insert rolls the change back.
 * An empty `audit` means that nothing changed.
 */
export function defineCommand<Input extends z.ZodType, Result>(spec: {
  permission: Permission;
  input: Input;
  run: (tx: Tx, ctx: Context, input: z.output<Input>) => Promise<Outcome<Result>>;
}) {
  const command = async (ctx: Context, rawInput: unknown): Promise<Result> => {
    requirePermission(ctx.actor, spec.permission);
    const input = parseInput(spec.input, rawInput);

    try {
      return await transact(async (tx) => {
        const { result, audit } = await spec.run(tx, ctx, input);
        await writeAudit(tx, ctx, audit);
        return result;
      });
    } catch (error) {
      throw databaseRefusal(error) ?? error;
    }
  };
  return Object.assign(command, { permission: spec.permission, verb: "command" as const });
}
