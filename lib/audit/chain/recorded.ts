import { transact, type Tx } from "#lib/db/client.ts";
import { sqlOf } from "#lib/db/transaction-sql.ts";
import { sealPersonal } from "#lib/audit/personal/seal-personal.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { countUp } from "#lib/telemetry/metrics.ts";
import type { Lane } from "./lane.ts";
import { noteTrouble, withLane } from "./lanes.ts";
import type { NewRecord } from "./new-record.ts";

export type Append = (records: readonly NewRecord[]) => Promise<void>;

const FIND = { text: `SELECT 1 AS "found" FROM "AuditEvent" WHERE "id" = $1::uuid` };

/**
 * One transaction with what the log says about it: both are there, or neither. When a commit
 * stays without an answer, the log is asked whether it happened before anything else is said.
 * @throws AppError `unavailable` when the log cannot be written, or cannot be asked.
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
      countUp("gatehouse_audit_appends_total", {}, count);
      return value;
    } catch (error) {
      const made = finished as { value: Result } | null;
      const id = lane.pendingId;
      // Nothing was sent for commit: the database forgets a transaction that only ends.
      if (made === null || id === null) {
        lane.rolledBack();
        throw error;
      }
      if (await happened(lane, id)) return made.value;
      throw error;
    }
  });
}

async function append(lane: Lane, tx: Tx, records: readonly NewRecord[]): Promise<void> {
  if (records.length === 0) return;
  try {
    await lane.append(sqlOf(tx), records);
    await sealPersonal(sqlOf(tx), records);
  } catch (error) {
    noteTrouble(reasonOf(error));
    countUp("gatehouse_audit_append_errors_total", {}, records.length);
    throw new AppError(
      "unavailable",
      "The log cannot be written, so nothing was changed. Gatehouse is read-only until it can be.",
      { cause: error },
    );
  }
  noteTrouble(null);
}

async function happened(lane: Lane, id: string): Promise<boolean> {
  try {
    const there = await transact(async (tx) => {
      const sql = sqlOf(tx);
      await sql({ text: `SET LOCAL lock_timeout = '20s'` }, []);
      await lane.reopen(sql);
      return (await sql<object>(FIND, [id])).length > 0;
    });
    lane.committed();
    return there;
  } catch (error) {
    lane.forget();
    throw new AppError(
      "unavailable",
      "The database went away while this was stored: it may have been done. Look before you try again.",
      { cause: error },
    );
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
