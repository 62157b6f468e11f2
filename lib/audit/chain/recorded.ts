import { setTimeout as sleep } from "node:timers/promises";
import { transact, type Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { databaseUnavailable, isDatabaseAway, saidNo } from "#lib/db/unavailable.ts";
import { sealPersonal } from "#lib/audit/personal/seal-personal.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { countUp } from "#lib/telemetry/metrics.ts";
import type { Lane } from "./lane.ts";
import { noteTrouble, withLane } from "./lanes.ts";
import type { NewRecord } from "./new-record.ts";

export type Append = (records: readonly NewRecord[]) => Promise<void>;

/** For so long a database that went away is expected back, to say what became of a commit. */
const BACK_WITHIN_MS = 5_000;
const ASK_AGAIN_MS = 200;

const FIND = { text: `SELECT 1 AS "found" FROM "AuditEvent" WHERE "id" = $1::uuid` };

/**
 * One transaction with what the log says about it: both are there, or neither. When a commit
 * stays without an answer, the log is asked whether it happened before anything else is said.
 * @throws AppError `unavailable` when the database is away or stores nothing, when the log cannot
 * be written, or cannot be asked.
 */
export function recorded<Result>(
  work: (tx: Tx, append: Append) => Promise<Result>,
): Promise<Result> {
  return withLane(async (lane) => {
    let finished: { value: Result } | null = null;
    let count = 0;
    try {
      const value = await transact(async (tx) => {
        const made = await work(tx, (records) => {
          count += records.length;
          return append(lane, tx, records);
        });
        finished = { value: made };
        return made;
      });
      lane.committed();
      written(count);
      return value;
    } catch (error) {
      const made = finished as { value: Result } | null;
      const id = lane.pendingId;
      // Not sent for commit, or refused: the database forgets a transaction that only ends.
      if (made === null || id === null || saidNo(error)) {
        lane.rolledBack();
        throw refusalOf(error);
      }
      if (!(await happened(lane, id))) throw refusalOf(error);
      written(count);
      return made.value;
    }
  });
}

function written(count: number): void {
  if (count === 0) return;
  noteTrouble(null);
  countUp("gatehouse_audit_appends_total", {}, count);
}

/** Without its database the product writes nothing, and says so. */
function refusalOf(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const unavailable = databaseUnavailable(error);
  if (unavailable !== null) noteTrouble(reasonOf(error));
  return unavailable ?? error;
}

async function append(lane: Lane, tx: Tx, records: readonly NewRecord[]): Promise<void> {
  if (records.length === 0) return;
  try {
    await lane.append(sqlOf(tx), records);
    await sealPersonal(sqlOf(tx), records);
  } catch (error) {
    // What the log refuses by its rules, or a setting that is missing: the log itself is well.
    if (error instanceof AppError) throw error;
    noteTrouble(reasonOf(error));
    countUp("gatehouse_audit_append_errors_total", {}, records.length);
    throw new AppError(
      "unavailable",
      "The log cannot be written, so nothing was changed. Gatehouse is read-only until it can be.",
      { cause: error },
    );
  }
}

async function happened(lane: Lane, id: string): Promise<boolean> {
  const until = Date.now() + BACK_WITHIN_MS;
  for (;;) {
    const asked = Date.now();
    try {
      return await lookUp(lane, id);
    } catch (error) {
      const now = Date.now();
      // Each try takes as long as the last one: who asks wants an answer.
      if (!isDatabaseAway(error) || 2 * now - asked > until) {
        noteTrouble(reasonOf(error));
        lane.forget();
        throw new AppError(
          "unavailable",
          "The database went away while this was stored: it may have been done. Look before you try again.",
          { cause: error },
        );
      }
      await sleep(ASK_AGAIN_MS);
    }
  }
}

async function lookUp(lane: Lane, id: string): Promise<boolean> {
  const there = await transact(async (tx) => {
    const sql = sqlOf(tx);
    await sql({ text: `SET LOCAL lock_timeout = '5s'` }, []);
    await lane.reopen(sql);
    return (await sql<object>(FIND, [id])).length > 0;
  });
  lane.committed();
  return there;
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
