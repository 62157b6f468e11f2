import { defineCommand } from "#lib/verbs/define-command.ts";
import { QueueScansInput } from "../schemas.ts";

/** Scans of one person's requests that run or are about to. */
const MOST_OF_A_PERSON = 2;

/**
 * Scans of what people want reviewed, to be worked on next: the first of everybody before the second
 * of anybody, the oldest first. Whoever asks for many things has two of them looked at, and the others
 * wait. For the worker.
 */
export const queueSubmitted = defineCommand({
  name: "queueSubmitted",
  permission: "identity.resolve",
  input: QueueScansInput,

  async run(tx, _ctx, { most }) {
    const waiting = await tx.$queryRawUnsafe<{ id: string }[]>(WAITING, MOST_OF_A_PERSON, most);
    return { result: waiting.map(({ id }) => id), audit: [] };
  },
});

const WAITING = `
  SELECT q."id" FROM (
    SELECT t."id", t."state", t."requestedAt", row_number() OVER (
      PARTITION BY t."requestedById" ORDER BY t."state" DESC, t."requestedAt", t."id") AS "place"
    FROM "TrustScan" t WHERE t."trigger" = 'submitted' AND t."state" IN ('queued', 'running')) q
  WHERE q."state" = 'queued' AND q."place" <= $1
  ORDER BY q."place", q."requestedAt", q."id" LIMIT $2`;
