import { defineQuery } from "#lib/verbs/define-query.ts";
import { CountCallInput } from "./schemas.ts";

export const WINDOW_SECONDS = 60;

const COUNT = `
  INSERT INTO "RateWindow" AS w ("actorId", "bucket", "startsAt", "used")
  VALUES ($1::uuid, $2, $3::timestamptz, 1)
  ON CONFLICT ("actorId", "bucket") DO UPDATE SET
    "startsAt" = CASE WHEN w."startsAt" <= $4::timestamptz THEN excluded."startsAt" ELSE w."startsAt" END,
    "used" = CASE WHEN w."startsAt" <= $4::timestamptz THEN 1 ELSE least(w."used" + 1, $5::int + 1) END
  RETURNING "startsAt", "used"`;

export type CountedCall = {
  /** Calls of this window, this one included; one more than the limit once that is exceeded. */
  used: number;
  resetSeconds: number;
};

/**
 * Counts one call of somebody in the window that began with their first. One statement takes the
 * row's lock, so that of many calls at once exactly as many pass as the limit says. A tally, no
 * state of the product: nothing of it is audited.
 */
export const countCall = defineQuery({
  name: "countCall",
  permission: "identity.resolve",
  input: CountCallInput,

  async run({ sql }, ctx, { actorId, bucket, limit }): Promise<CountedCall> {
    const ended = new Date(ctx.now.getTime() - WINDOW_SECONDS * 1_000);
    const [row] = await sql<{ startsAt: Date; used: number }>({ name: "count-call", text: COUNT }, [
      actorId,
      bucket,
      ctx.now,
      ended,
      limit,
    ]);
    if (!row) throw new TypeError("A counted call has a row.");
    const passedMs = ctx.now.getTime() - row.startsAt.getTime();
    const leftSeconds = Math.ceil(WINDOW_SECONDS - passedMs / 1_000);
    return { used: row.used, resetSeconds: Math.min(WINDOW_SECONDS, Math.max(1, leftSeconds)) };
  },
});
