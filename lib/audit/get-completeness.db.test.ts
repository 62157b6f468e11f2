import "#lib/testing/alone.ts";
import { beforeAll, expect, test } from "vitest";
import { asOwner } from "#lib/testing/as-owner.ts";
import { userContext } from "#lib/testing/context.ts";
import { getCompleteness } from "./get-completeness.ts";

/** A checkpoint every 10 seconds until now, over 10 records each; the witness was removed long before. */
const FILL = `
  INSERT INTO "AuditCheckpoint" SELECT 10 * n, now() - (200 - n) * interval '10 seconds', decode(repeat('00', 32), 'hex'), '', ''
  FROM generate_series(1, 200) n;
  INSERT INTO "AuditAnchor" SELECT c."size", 'directory', c."at", 'done', NULL FROM "AuditCheckpoint" c;
  INSERT INTO "AuditAnchor" SELECT c."size", 'witness', c."at", 'failed', 'It was away.' FROM "AuditCheckpoint" c WHERE c."size" <= 500;
  INSERT INTO "AuditSink" ("id", "name", "kind", "config", "format", "createdAt", "checkpointSize")
  SELECT gen_random_uuid(), s."name", s."kind", '{}'::jsonb, 'json', now(), p."size"
  FROM (VALUES ('current', 'webhook'), ('late', 'webhook'), ('never', 'webhook')) s("name", "kind")
  JOIN (VALUES ('current', 2000), ('late', 900), ('never', 0)) p("name", "size") USING ("name")`;

beforeAll(async () => {
  await asOwner((client) => client.query(`SET LOCAL session_replication_role = replica; ${FILL}`));
});

test("an anchor that the worker gives nothing any more is told as that, and is no finding", async () => {
  const { anchors, findings } = await getCompleteness(userContext("auditor"), {});
  expect(anchors).toMatchObject([
    { anchor: "directory", state: "done", untried: 0, detail: null },
    { anchor: "witness", untried: 100, detail: expect.stringMatching(/^Not set up any more/) },
  ]);
  expect(findings.filter(({ text }) => /witness|database only/.test(text))).toEqual([]);
});

test("a sink says which checkpoint it has, and since when it lacks the next one", async () => {
  const { sinks } = await getCompleteness(userContext("auditor"), {});
  const told = sinks.map(({ checkpointSize: size, checkpointLateSeconds: late, name }) => [
    ...[name, size],
    late === null ? null : Math.round(late / 100),
  ]);
  expect(told).toEqual([
    ["current", 2_000, null],
    ["late", 900, 11],
    ["never", 0, 20],
  ]);
});
