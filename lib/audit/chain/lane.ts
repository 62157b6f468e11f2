import type { Sql } from "#lib/db/transaction-sql.ts";
import { chainRecords, type Head, type Row } from "./chain-records.ts";
import { ownRecord, type NewRecord } from "./new-record.ts";

const LEASE = "20 seconds";

const OPEN = { text: `SELECT * FROM gatehouse_audit_open($1, $2, '${LEASE}')` };

// KEY SHARE: the lease may be renewed meanwhile, but the epoch cannot be sealed under our hands.
const APPEND = {
  text: `
  INSERT INTO "AuditEvent" ("writer", "epoch", "seq", "id", "at", "kind", "action", "outcome",
    "actorKind", "actorId", "actorName", "credentialId", "targetKind", "targetId", "requestId",
    "traceId", "before", "after", "commitment", "prev", "hash")
  SELECT live."writer", live."epoch", r.*
  FROM (SELECT "writer", "epoch" FROM "AuditEpoch"
    WHERE "writer" = $1 AND "epoch" = $2 AND "sealedAt" IS NULL FOR KEY SHARE) live,
    unnest($3::int[], $4::uuid[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
      $17::json[], $18::json[], $19::bytea[], $20::bytea[], $21::bytea[]) r
  RETURNING 1`,
};

const SEAL = {
  text: `
  UPDATE "AuditEpoch" SET "sealedAt" = clock_timestamp(), "sealedBy" = 'closed'
  WHERE "writer" = $1 AND "epoch" = $2 AND "sealedAt" IS NULL`,
};

type Opened = {
  writer: string;
  epoch: number;
  prev: Buffer;
  previousEpoch: number | null;
  previousSeq: number | null;
  sealed: string | null;
};

type Pending = { head: Head; lastId: string };

/**
 * One chain of this process, used by one transaction at a time. Its head moves only when the
 * transaction is known to be committed.
 */
export class Lane {
  #head: Head | null = null;
  #pending: Pending | null = null;
  readonly #process: string;

  constructor(process: string) {
    this.#process = process;
  }

  /** Where the chain stands, as far as it is committed; null: it is opened at the next append. */
  get head(): Head | null {
    return this.#head;
  }

  /** The id of the last record of a transaction whose end is not known yet. */
  get pendingId(): string | null {
    return this.#pending?.lastId ?? null;
  }

  /**
   * Appends within the caller's transaction. A lane that was fenced, or is not open, opens the next
   * epoch there too.
   * @throws what the database says when the log cannot be written.
   */
  async append(sql: Sql, records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return;
    const start = this.#pending?.head ?? this.#head;
    if (start !== null && (await this.#write(sql, start, records))) return;
    const opened = await this.#open(sql, null);
    if (!(await this.#write(sql, opened, records))) throw new Error("The writer was fenced.");
  }

  committed(): void {
    if (this.#pending) this.#head = this.#pending.head;
    this.#pending = null;
  }

  rolledBack(): void {
    this.#pending = null;
  }

  /**
   * Seals the epoch after a commit without an answer, and opens the next one. Waits for a
   * transaction that still writes under it: what is not there afterwards never will be.
   */
  async reopen(sql: Sql): Promise<void> {
    // Kept until it is known: a second try must wait for the same transaction.
    await this.#open(sql, this.#pending?.head.writer ?? this.#head?.writer ?? null);
  }

  /** The epoch is somebody else's now, or closed: the next append opens another one. */
  forget(): void {
    this.#head = null;
    this.#pending = null;
  }

  /** Says that the chain ends here, and seals it; nothing when it is somebody else's already. */
  async close(sql: Sql): Promise<void> {
    const head = this.#head;
    if (head === null) return;
    const record = ownRecord("writer.close", head.writer, {});
    if (await this.#write(sql, head, [record])) await sql(SEAL, [head.writer, head.epoch]);
  }

  async #open(sql: Sql, writer: string | null): Promise<Head> {
    const [opened] = await sql<Opened>(OPEN, [writer, this.#process]);
    if (!opened) throw new Error("No writer was opened.");
    const head = { writer: opened.writer, epoch: opened.epoch, seq: 0, hash: opened.prev };
    const { previousEpoch, previousSeq, sealed } = opened;
    const record = ownRecord("writer.open", opened.writer, {
      process: this.#process,
      previousEpoch,
      previousSeq,
      sealed,
    });
    if (!(await this.#write(sql, head, [record]))) throw new Error("A new epoch was sealed.");
    return this.#pending?.head ?? head;
  }

  /** False: the epoch is sealed, and nothing was written. */
  async #write(sql: Sql, head: Head, records: readonly NewRecord[]): Promise<boolean> {
    const { rows, next } = chainRecords(head, records);
    const written = await sql<object>(APPEND, [head.writer, head.epoch, ...columns(rows)]);
    if (written.length === 0) return false;
    if (written.length < rows.length) throw new Error("Not all records were written.");
    this.#pending = { head: next, lastId: rows.at(-1)?.id ?? "" };
    return true;
  }
}

const COLUMNS = [
  "seq",
  "id",
  "at",
  "kind",
  "action",
  "outcome",
  "actorKind",
  "actorId",
  "actorName",
  "credentialId",
  "targetKind",
  "targetId",
  "requestId",
  "traceId",
  "before",
  "after",
  "commitment",
  "prev",
  "hash",
] as const satisfies readonly (keyof Row)[];

const columns = (rows: readonly Row[]) => COLUMNS.map((column) => rows.map((row) => row[column]));
