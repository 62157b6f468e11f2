import type { z } from "zod";
import { db, sql, type Db, type Sql } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { requirePermission, type Permission } from "#lib/kernel/permissions.ts";
import { parseInput } from "./parse-input.ts";

/** What a query reads with: Prisma's models, or plain SQL where a read is hot. */
export type Readers = { db: Db; sql: Sql };

/** The only way to read state: authorize, parse, select. No audit, no transaction. */
export function defineQuery<Input extends z.ZodType, Result>(spec: {
  permission: Permission;
  input: Input;
  run: (readers: Readers, ctx: Context, input: z.output<Input>) => Promise<Result>;
}) {
  const query = async (ctx: Context, rawInput: unknown): Promise<Result> => {
    requirePermission(ctx.actor, spec.permission);
    return spec.run({ db, sql }, ctx, parseInput(spec.input, rawInput));
  };
  return Object.assign(query, { permission: spec.permission, verb: "query" as const });
}
