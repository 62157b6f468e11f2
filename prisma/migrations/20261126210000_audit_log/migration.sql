-- The log as chains of writers under one Merkle tree. What is hashed: lib/audit/README.md.

ALTER TABLE "AuditEvent" DISABLE TRIGGER "AuditEvent_append_only";

-- RFC 8785, as far as our records went: text, booleans, null, whole and short decimal numbers.
CREATE FUNCTION pg_temp.jcs(j jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT CASE jsonb_typeof(j)
    WHEN 'object' THEN '{' || coalesce((SELECT string_agg(to_json(key)::text || ':' || pg_temp.jcs(value), ',' ORDER BY key COLLATE "C") FROM jsonb_each(j)), '') || '}'
    WHEN 'array' THEN '[' || coalesce((SELECT string_agg(pg_temp.jcs(value), ',' ORDER BY n) FROM jsonb_array_elements(j) WITH ORDINALITY a(value, n)), '') || ']'
    WHEN 'string' THEN to_json(j #>> '{}')::text
    WHEN 'number' THEN CASE WHEN (j #>> '{}')::numeric = trunc((j #>> '{}')::numeric) THEN trunc((j #>> '{}')::numeric)::text ELSE (j #>> '{}')::float8::text END
    ELSE j::text END $$;
CREATE FUNCTION pg_temp.field(value text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
  SELECT int4send(octet_length(convert_to(coalesce(value, ''), 'UTF8'))) || convert_to(coalesce(value, ''), 'UTF8') $$;

ALTER TABLE "AuditEvent"
  ALTER COLUMN "id" DROP DEFAULT,
  ALTER COLUMN "before" TYPE json USING pg_temp.jcs("before")::json,
  ALTER COLUMN "after" TYPE json USING pg_temp.jcs("after")::json,
  ADD COLUMN "writer" TEXT,
  ADD COLUMN "epoch" INTEGER,
  ADD COLUMN "seq" INTEGER,
  ADD COLUMN "kind" TEXT,
  ADD COLUMN "outcome" TEXT,
  ADD COLUMN "credentialId" TEXT,
  ADD COLUMN "traceId" TEXT,
  ADD COLUMN "commitment" BYTEA,
  ADD COLUMN "prev" BYTEA,
  ADD COLUMN "hash" BYTEA;

CREATE TABLE "AuditEpoch" (
    "writer" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "process" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "leaseUntil" TIMESTAMPTZ(3) NOT NULL,
    "sealedAt" TIMESTAMPTZ(3),
    "sealedBy" TEXT,
    "sequenced" INTEGER NOT NULL DEFAULT 0,
    "done" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "AuditEpoch_pkey" PRIMARY KEY ("writer","epoch"),
    CONSTRAINT "AuditEpoch_sealed" CHECK (("sealedAt" IS NULL) = ("sealedBy" IS NULL)),
    CONSTRAINT "AuditEpoch_sealedBy" CHECK ("sealedBy" IN ('closed', 'expired', 'fenced'))
);
CREATE INDEX "AuditEpoch_process_leaseUntil_idx" ON "AuditEpoch"("process", "leaseUntil");
CREATE INDEX "AuditEpoch_unfinished_idx" ON "AuditEpoch"("writer", "epoch") WHERE NOT "done";

-- What was recorded before becomes one sealed chain of a writer called "legacy".
DO $$
DECLARE
  r record;
  n integer := 0;
  head bytea := decode(repeat('00', 32), 'hex');
  next bytea;
BEGIN
  FOR r IN SELECT * FROM "AuditEvent" ORDER BY "at", "id" LOOP
    n := n + 1;
    next := sha256('\x00'::bytea || pg_temp.field('gatehouse-audit/1') || int4send(32) || head
      || pg_temp.field('legacy') || pg_temp.field('1') || pg_temp.field(n::text) || pg_temp.field(r."id"::text)
      || pg_temp.field(to_char(r."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
      || pg_temp.field('command') || pg_temp.field(r."action") || pg_temp.field('success')
      || pg_temp.field(r."actorKind") || pg_temp.field(r."actorId") || pg_temp.field(r."actorName")
      || pg_temp.field('') || pg_temp.field(r."targetKind") || pg_temp.field(r."targetId")
      || pg_temp.field(r."requestId") || pg_temp.field('')
      || pg_temp.field(r."before"::text) || pg_temp.field(r."after"::text) || pg_temp.field(''));
    UPDATE "AuditEvent" SET "writer" = 'legacy', "epoch" = 1, "seq" = n, "kind" = 'command',
      "outcome" = 'success', "prev" = head, "hash" = next WHERE "id" = r."id";
    head := next;
  END LOOP;
  IF n > 0 THEN
    INSERT INTO "AuditEpoch" VALUES ('legacy', 1, 'legacy', now(), now(), now(), 'closed', 0);
  END IF;
END $$;

-- What people may search for, and by what else they narrow it: a filter of the page is one more word
-- (lib/audit/core/audit-words.ts), so that the index finds a text together with any of them. Days, and
-- blocks of 8 and 64 of them, let a search begin with the newest.
CREATE FUNCTION gatehouse_audit_words(at timestamptz, kind text, action text, outcome text, actor_kind text, actor text, target_kind text, target text, request text, credential text, before json, after json)
RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN kind IN ('command', 'event') THEN
    to_tsvector('simple', left(regexp_replace(concat_ws(' ', action, before::text, after::text), '(\\[bfnrt]|[^[:alnum:]])+', ' ', 'g'), 20000))
    || array_to_tsvector(array_remove(ARRAY[
      'd:' || day, 'w:' || day / 8, 'b:' || day / 64, 'k:' || kind, 'n:' || split_part(action, '.', 1), 'a:' || action, 'o:' || outcome, 'g:' || actor_kind, 'u:' || left(actor, 300),
      'y:' || target_kind, 't:' || left(target, 300), 'r:' || left(request, 300), 'c:' || credential], NULL))
  END FROM (SELECT floor(extract(epoch FROM at - timestamptz '1970-01-01 00:00:00+00') / 86400)::int AS day) x $$;

ALTER TABLE "AuditEvent"
  ALTER COLUMN "writer" SET NOT NULL,
  ALTER COLUMN "epoch" SET NOT NULL,
  ALTER COLUMN "seq" SET NOT NULL,
  ALTER COLUMN "kind" SET NOT NULL,
  ALTER COLUMN "outcome" SET NOT NULL,
  ALTER COLUMN "prev" SET NOT NULL,
  ALTER COLUMN "hash" SET NOT NULL,
  ADD COLUMN "words" tsvector GENERATED ALWAYS AS (gatehouse_audit_words("at", "kind", "action", "outcome", "actorKind", "actorId", "targetKind", "targetId", "requestId", "credentialId", "before", "after")) STORED,
  ADD CONSTRAINT "AuditEvent_kind" CHECK ("kind" IN ('command', 'event', 'heartbeat', 'epoch', 'call')),
  ADD CONSTRAINT "AuditEvent_outcome" CHECK ("outcome" IN ('success', 'refused', 'failed')),
  ADD CONSTRAINT "AuditEvent_place" CHECK ("epoch" > 0 AND "seq" > 0),
  ADD CONSTRAINT "AuditEvent_hashes" CHECK (octet_length("prev") = 32 AND octet_length("hash") = 32
    AND coalesce(octet_length("commitment"), 32) = 32);

ALTER TABLE "AuditEvent" ENABLE TRIGGER "AuditEvent_append_only";

DROP INDEX "AuditEvent_at_idx";
CREATE UNIQUE INDEX "AuditEvent_writer_epoch_seq_key" ON "AuditEvent"("writer", "epoch", "seq");
-- Columns with few values stand before the time: a reader asks for each combination of them and
-- merges (lib/audit/audit-source.ts), so that any two filters together are found by one index.
CREATE INDEX "AuditEvent_kind_outcome_actorKind_at_id_idx" ON "AuditEvent"("kind", "outcome", "actorKind", "at", "id");
CREATE INDEX "AuditEvent_action_idx" ON "AuditEvent"("action", "targetKind", "kind", "actorKind", "outcome", "at", "id");
CREATE INDEX "AuditEvent_actor_idx" ON "AuditEvent"("actorId", "action", "targetKind", "kind", "actorKind", "outcome", "at", "id");
CREATE INDEX "AuditEvent_actorId_targetId_at_id_idx" ON "AuditEvent"("actorId", "targetId", "at", "id");
CREATE INDEX "AuditEvent_object_idx" ON "AuditEvent"("targetId", "action", "targetKind", "kind", "actorKind", "outcome", "at", "id");
CREATE INDEX "AuditEvent_words_idx" ON "AuditEvent" USING GIN ("words");

CREATE TABLE "AuditBatch" (
    "firstLeaf" BIGINT NOT NULL,
    "writer" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "firstSeq" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "AuditBatch_pkey" PRIMARY KEY ("firstLeaf"),
    CONSTRAINT "AuditBatch_count" CHECK ("count" > 0)
);
CREATE UNIQUE INDEX "AuditBatch_writer_epoch_firstSeq_key" ON "AuditBatch"("writer", "epoch", "firstSeq");

CREATE TABLE "AuditTile" (
    "level" INTEGER NOT NULL,
    "index" BIGINT NOT NULL,
    "width" INTEGER NOT NULL,
    "hashes" BYTEA NOT NULL,

    CONSTRAINT "AuditTile_pkey" PRIMARY KEY ("level","index"),
    CONSTRAINT "AuditTile_width" CHECK ("width" BETWEEN 1 AND 256 AND octet_length("hashes") = 32 * "width")
);

CREATE TABLE "AuditTree" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "size" BIGINT NOT NULL DEFAULT 0,
    "hashes" BYTEA NOT NULL,
    "alarm" TEXT,

    CONSTRAINT "AuditTree_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "AuditTree_one" CHECK ("id" = 1)
);
INSERT INTO "AuditTree" ("hashes") VALUES ('');

CREATE TABLE "AuditCheckpoint" (
    "size" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "root" BYTEA NOT NULL,
    "note" TEXT NOT NULL,
    "keyId" TEXT NOT NULL,

    CONSTRAINT "AuditCheckpoint_pkey" PRIMARY KEY ("size"),
    CONSTRAINT "AuditCheckpoint_root" CHECK (octet_length("root") = 32)
);
CREATE INDEX "AuditCheckpoint_at_idx" ON "AuditCheckpoint"("at");

CREATE TABLE "AuditAnchor" (
    "size" BIGINT NOT NULL,
    "anchor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "state" TEXT NOT NULL,
    "detail" TEXT,

    CONSTRAINT "AuditAnchor_pkey" PRIMARY KEY ("size","anchor"),
    CONSTRAINT "AuditAnchor_state" CHECK ("state" IN ('done', 'failed', 'alarm'))
);
CREATE INDEX "AuditAnchor_anchor_at_idx" ON "AuditAnchor"("anchor", "at");

CREATE TABLE "AuditDay" (
    "day" DATE NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "AuditDay_pkey" PRIMARY KEY ("day","action","outcome")
);

CREATE TABLE "AuditPayload" (
    "eventId" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "salt" BYTEA,
    "nonce" BYTEA,
    "ciphertext" BYTEA,

    CONSTRAINT "AuditPayload_pkey" PRIMARY KEY ("eventId")
);
CREATE INDEX "AuditPayload_subject_idx" ON "AuditPayload"("subject");

CREATE TABLE "AuditSubjectKey" (
    "subject" TEXT NOT NULL,
    "wrappedKey" BYTEA,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "destroyedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditSubjectKey_pkey" PRIMARY KEY ("subject"),
    CONSTRAINT "AuditSubjectKey_destroyed" CHECK (("wrappedKey" IS NULL) = ("destroyedAt" IS NOT NULL))
);

CREATE TABLE "AuditRetention" (
    "kind" TEXT NOT NULL,
    "days" INTEGER NOT NULL,

    CONSTRAINT "AuditRetention_pkey" PRIMARY KEY ("kind"),
    CONSTRAINT "AuditRetention_days" CHECK ("days" > 0)
);

CREATE TABLE "AuditHold" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "subject" TEXT,
    "from" TIMESTAMPTZ(3),
    "to" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "liftedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditHold_pkey" PRIMARY KEY ("id")
);

CREATE TYPE "AuditChangeState" AS ENUM ('open', 'confirmed', 'declined', 'withdrawn');
CREATE TABLE "AuditChange" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "sealedSecret" TEXT,
    "reason" TEXT NOT NULL,
    "proposedById" UUID NOT NULL,
    "proposedAt" TIMESTAMPTZ(3) NOT NULL,
    "state" "AuditChangeState" NOT NULL DEFAULT 'open',
    "decidedById" UUID,
    "decidedAt" TIMESTAMPTZ(3),
    "note" TEXT,

    CONSTRAINT "AuditChange_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "AuditChange_decided" CHECK (("state" = 'open') = ("decidedAt" IS NULL)),
    -- Two people: what is confirmed was proposed by somebody else.
    CONSTRAINT "AuditChange_four_eyes" CHECK ("state" <> 'confirmed' OR ("decidedById" IS NOT NULL AND "decidedById" <> "proposedById"))
);
CREATE INDEX "AuditChange_state_proposedAt_idx" ON "AuditChange"("state", "proposedAt");
ALTER TABLE "AuditChange" ADD CONSTRAINT "AuditChange_proposedById_fkey" FOREIGN KEY ("proposedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE "AuditChange" ADD CONSTRAINT "AuditChange_decidedById_fkey" FOREIGN KEY ("decidedById") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "AuditSink" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "config" JSONB NOT NULL,
    "sealedSecret" TEXT,
    "format" TEXT NOT NULL,
    "filter" JSONB NOT NULL DEFAULT '{}',
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "start" BIGINT NOT NULL DEFAULT 0,
    "position" BIGINT NOT NULL DEFAULT 0,
    "checkpointSize" BIGINT NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "openUntil" TIMESTAMPTZ(3),
    "lastError" TEXT,
    "lastSentAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "AuditSink_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "AuditSink_name_key" ON "AuditSink"("name");

CREATE TABLE "AuditSinkLetter" (
    "id" UUID NOT NULL,
    "sinkId" UUID NOT NULL,
    "firstLeaf" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "cause" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "askedAt" TIMESTAMPTZ(3),
    "replayedAt" TIMESTAMPTZ(3),

    CONSTRAINT "AuditSinkLetter_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "AuditSinkLetter_cause" CHECK ("cause" IN ('refused', 'missing'))
);
CREATE INDEX "AuditSinkLetter_sinkId_replayedAt_at_idx" ON "AuditSinkLetter"("sinkId", "replayedAt", "at");
ALTER TABLE "AuditSinkLetter" ADD CONSTRAINT "AuditSinkLetter_sinkId_fkey" FOREIGN KEY ("sinkId") REFERENCES "AuditSink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What is written once stays.
CREATE TRIGGER "AuditBatch_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditBatch"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_append_only();
CREATE TRIGGER "AuditCheckpoint_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditCheckpoint"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_append_only();
CREATE FUNCTION gatehouse_never_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'GH001: forbidden: Rows of % are never removed.', TG_TABLE_NAME;
END $$;
CREATE TRIGGER "AuditEpoch_kept" BEFORE DELETE OR TRUNCATE ON "AuditEpoch"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_never_removed();
CREATE TRIGGER "AuditTile_kept" BEFORE DELETE OR TRUNCATE ON "AuditTile"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_never_removed();
CREATE TRIGGER "AuditTree_kept" BEFORE DELETE OR TRUNCATE ON "AuditTree"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_never_removed();
CREATE TRIGGER "AuditChange_kept" BEFORE DELETE OR TRUNCATE ON "AuditChange"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_never_removed();

-- INVARIANT: a sealed epoch stays sealed.
CREATE FUNCTION gatehouse_epoch_stays_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD."sealedAt" IS NOT NULL AND (NEW."sealedAt" IS DISTINCT FROM OLD."sealedAt" OR NEW."sealedBy" IS DISTINCT FROM OLD."sealedBy")
    OR NEW."writer" <> OLD."writer" OR NEW."epoch" <> OLD."epoch" OR NEW."sequenced" < OLD."sequenced" THEN
    RAISE EXCEPTION 'GH001: forbidden: What an epoch was cannot be changed.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "AuditEpoch_stays_sealed" BEFORE UPDATE ON "AuditEpoch"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_epoch_stays_sealed();

-- The tree only grows, and so do its tiles.
CREATE FUNCTION gatehouse_tree_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."size" < OLD."size" THEN
    RAISE EXCEPTION 'GH001: forbidden: The tree of the log only grows.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "AuditTree_grows" BEFORE UPDATE ON "AuditTree"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_tree_grows();
CREATE FUNCTION gatehouse_tile_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."width" < OLD."width" OR substring(NEW."hashes" FROM 1 FOR 32 * OLD."width") <> OLD."hashes" THEN
    RAISE EXCEPTION 'GH001: forbidden: What a tile holds cannot be changed.';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "AuditTile_grows" BEFORE UPDATE ON "AuditTile"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_tile_grows();

-- INVARIANT: the product adds to the log; of its bookkeeping it may move forward what grows.
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "AuditBatch", "AuditCheckpoint", "AuditEpoch", "AuditTile",
  "AuditTree", "AuditAnchor" FROM gatehouse_app, PUBLIC;
GRANT UPDATE ("leaseUntil", "sealedAt", "sealedBy", "sequenced", "done") ON "AuditEpoch" TO gatehouse_app;
GRANT UPDATE ("width", "hashes") ON "AuditTile" TO gatehouse_app;
GRANT UPDATE ("size", "hashes", "alarm") ON "AuditTree" TO gatehouse_app;
GRANT UPDATE ("at", "state", "detail") ON "AuditAnchor" TO gatehouse_app;
REVOKE INSERT ON "AuditTree" FROM gatehouse_app;
REVOKE DELETE ON "AuditChange" FROM gatehouse_app;

-- Opens the next epoch of a writer and seals the one before, so that whoever still holds that one
-- writes nothing more. `wanted` null: of whatever writer of this kind of process is free, or a new one.
CREATE FUNCTION gatehouse_audit_open(wanted text, of_process text, lease interval)
RETURNS TABLE ("writer" text, "epoch" integer, "prev" bytea, "previousEpoch" integer, "previousSeq" integer, "sealed" text)
LANGUAGE plpgsql AS $$
DECLARE
  found_last record;
  last_record record;
  taken integer;
BEGIN
  FOR attempt IN 1..1000 LOOP
    IF wanted IS NOT NULL THEN
      SELECT e.* INTO found_last FROM "AuditEpoch" e WHERE e."writer" = wanted
      ORDER BY e."epoch" DESC LIMIT 1 FOR UPDATE;
    ELSE
      SELECT e.* INTO found_last FROM "AuditEpoch" e
      WHERE e."process" = of_process AND (e."sealedAt" IS NOT NULL OR e."leaseUntil" < clock_timestamp())
        AND NOT EXISTS (SELECT 1 FROM "AuditEpoch" n WHERE n."writer" = e."writer" AND n."epoch" = e."epoch" + 1)
      ORDER BY e."leaseUntil" LIMIT 1 FOR UPDATE SKIP LOCKED;
    END IF;
    IF FOUND THEN
      writer := found_last."writer";
      epoch := found_last."epoch" + 1;
      sealed := coalesce(found_last."sealedBy", CASE WHEN wanted IS NULL THEN 'expired' ELSE 'fenced' END);
      IF found_last."sealedAt" IS NULL THEN
        UPDATE "AuditEpoch" e SET "sealedAt" = clock_timestamp(), "sealedBy" = gatehouse_audit_open.sealed
        WHERE e."writer" = found_last."writer" AND e."epoch" = found_last."epoch";
      END IF;
    ELSE
      SELECT count(DISTINCT e."writer") + attempt INTO taken FROM "AuditEpoch" e WHERE e."process" = of_process;
      writer := of_process || '-' || taken;
      epoch := 1;
      sealed := NULL;
    END IF;
    INSERT INTO "AuditEpoch" ("writer", "epoch", "process", "openedAt", "leaseUntil")
    VALUES (gatehouse_audit_open.writer, gatehouse_audit_open.epoch, of_process, clock_timestamp(), clock_timestamp() + lease)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
      SELECT a."hash", a."epoch", a."seq" INTO last_record FROM "AuditEvent" a
      WHERE a."writer" = gatehouse_audit_open.writer ORDER BY a."epoch" DESC, a."seq" DESC LIMIT 1;
      prev := coalesce(last_record."hash", decode(repeat('00', 32), 'hex'));
      "previousEpoch" := last_record."epoch";
      "previousSeq" := last_record."seq";
      RETURN NEXT;
      RETURN;
    END IF;
  END LOOP;
  RAISE EXCEPTION 'GH001: unavailable: No writer of the log could be opened.';
END $$;
