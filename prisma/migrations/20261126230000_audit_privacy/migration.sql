-- Personal payloads that can be erased, how long records are kept, legal holds, and the two people
-- that changing any of it takes. What it means: lib/audit-changes/README.md.

-- A subject that was erased and acts again gets a key of the next generation.
ALTER TABLE "AuditSubjectKey" ADD COLUMN "generation" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "AuditSubjectKey" DROP CONSTRAINT "AuditSubjectKey_pkey",
  ADD CONSTRAINT "AuditSubjectKey_pkey" PRIMARY KEY ("subject", "generation");
-- A wrapped key begins with four bytes that name the key of keys: under another one there is another.
CREATE UNIQUE INDEX "AuditSubjectKey_live_key" ON "AuditSubjectKey"("subject", substring("wrappedKey" FROM 1 FOR 4)) WHERE "wrappedKey" IS NOT NULL;

ALTER TABLE "AuditPayload"
  ADD COLUMN "generation" INTEGER NOT NULL DEFAULT 1,
  ADD COLUMN "at" TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  ADD CONSTRAINT "AuditPayload_whole" CHECK (("salt" IS NULL) = ("ciphertext" IS NULL) AND ("nonce" IS NULL) = ("ciphertext" IS NULL)),
  ADD CONSTRAINT "AuditPayload_sizes" CHECK (octet_length("salt") = 16 AND octet_length("nonce") = 12);
ALTER TABLE "AuditPayload" ALTER COLUMN "at" DROP DEFAULT;
CREATE INDEX "AuditPayload_kept_at_idx" ON "AuditPayload"("at") WHERE "ciphertext" IS NOT NULL;

ALTER TABLE "AuditChange" ADD COLUMN "xact" TEXT;

-- Lower bounds: what an investigation needs. A checkpoint and an epoch say what was there: for ever.
ALTER TABLE "AuditRetention" ADD CONSTRAINT "AuditRetention_least" CHECK ("days" >= CASE "kind"
  WHEN 'command' THEN 365 WHEN 'event' THEN 90 WHEN 'call' THEN 30 WHEN 'heartbeat' THEN 30 WHEN 'payload' THEN 30 END);
ALTER TABLE "AuditRetention" ADD CONSTRAINT "AuditRetention_kind" CHECK ("kind" IN ('command', 'event', 'call', 'heartbeat', 'payload'));
ALTER TABLE "AuditHold" ADD CONSTRAINT "AuditHold_range" CHECK ("from" IS NULL OR "to" IS NULL OR "from" < "to");

CREATE TABLE "AuditPruned" (
    "firstLeaf" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "before" TIMESTAMPTZ(3) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "xact" TEXT NOT NULL,

    CONSTRAINT "AuditPruned_pkey" PRIMARY KEY ("firstLeaf"),
    CONSTRAINT "AuditPruned_count" CHECK ("count" > 0)
);
CREATE INDEX "AuditPruned_xact_idx" ON "AuditPruned"("xact");
CREATE TRIGGER "AuditPruned_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "AuditPruned"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_append_only();

-- What pruning looks for; commands, the most, are found by their time.
CREATE INDEX "AuditEvent_prunable_idx" ON "AuditEvent"("kind", "at", "id") WHERE "kind" IN ('event', 'call', 'heartbeat');

-- The product reads all of it, writes payloads, and changes nothing by itself.
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "AuditPayload" FROM gatehouse_app, PUBLIC;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "AuditSubjectKey", "AuditPruned" FROM gatehouse_app, PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON "AuditHold", "AuditChange" FROM gatehouse_app, PUBLIC;
GRANT UPDATE ("liftedAt") ON "AuditHold" TO gatehouse_app;
GRANT UPDATE ("state", "decidedById", "decidedAt", "note", "sealedSecret") ON "AuditChange" TO gatehouse_app;

-- The log is only added to. Bodies that retention removes are named in AuditPruned by the function
-- that removes them, in the same transaction; nothing else can write there.
CREATE OR REPLACE FUNCTION gatehouse_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'AuditEvent' THEN
    IF EXISTS (SELECT 1 FROM "AuditPruned" p WHERE p."xact" = pg_current_xact_id()::text) THEN
      RETURN NULL;
    END IF;
  END IF;
  RAISE EXCEPTION 'GH001: forbidden: Records of the log cannot be changed or removed.';
END $$;

-- INVARIANT: two people. Who proposes is an administrator, who confirms is somebody else with the
-- role that the kind asks for, within 14 days; nobody takes part in the erasure of their own traces.
CREATE FUNCTION gatehouse_person_has(person uuid, wanted "Role"[]) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "User" u WHERE u."id" = person AND u."disabledAt" IS NULL AND u."roles" && wanted)
$$;
CREATE FUNCTION gatehouse_change_is_admitted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW."xact" := NULL;
    IF NEW."state" <> 'open' OR NEW."decidedById" IS NOT NULL OR NEW."decidedAt" IS NOT NULL THEN
      RAISE EXCEPTION 'GH001: forbidden: A change of the log begins as a proposal.';
    END IF;
    IF NOT gatehouse_person_has(NEW."proposedById", '{admin}') THEN
      RAISE EXCEPTION 'GH001: forbidden: Only an administrator proposes a change of the log.';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD."state" <> 'open' THEN
    RAISE EXCEPTION 'GH001: conflict: This proposal is decided already.';
  END IF;
  IF (NEW."id", NEW."kind", NEW."payload", NEW."reason", NEW."proposedById", NEW."proposedAt")
     IS DISTINCT FROM (OLD."id", OLD."kind", OLD."payload", OLD."reason", OLD."proposedById", OLD."proposedAt")
     OR NEW."sealedSecret" IS NOT NULL AND NEW."sealedSecret" IS DISTINCT FROM OLD."sealedSecret" THEN
    RAISE EXCEPTION 'GH001: forbidden: A proposal is not changed: withdraw it and write a new one.';
  END IF;
  NEW."xact" := NULL;
  IF NEW."state" = 'withdrawn' AND NEW."decidedById" IS DISTINCT FROM NEW."proposedById" THEN
    RAISE EXCEPTION 'GH001: forbidden: Only who wrote a proposal withdraws it.';
  END IF;
  IF NEW."state" IN ('confirmed', 'declined') AND (NEW."decidedById" IS NULL OR NEW."decidedById" = NEW."proposedById") THEN
    RAISE EXCEPTION 'GH001: forbidden: Who wrote a proposal does not decide on it: somebody else does.';
  END IF;
  IF NEW."state" IN ('confirmed', 'declined') AND NOT gatehouse_person_has(NEW."decidedById",
    CASE WHEN NEW."kind" LIKE 'sink.%' THEN '{admin,security}'::"Role"[] ELSE '{auditor}'::"Role"[] END) THEN
    RAISE EXCEPTION 'GH001: forbidden: This takes the consent of somebody with another role.';
  END IF;
  IF NEW."state" = 'confirmed' THEN
    IF OLD."proposedAt" <= clock_timestamp() - interval '14 days' THEN
      RAISE EXCEPTION 'GH001: conflict: This proposal is older than 14 days: write a new one.';
    END IF;
    IF NOT gatehouse_person_has(NEW."proposedById", '{admin}') THEN
      RAISE EXCEPTION 'GH001: conflict: Who proposed this is no administrator any more: another one has to propose it.';
    END IF;
    IF NEW."kind" = 'subject.erase' AND NEW."payload"->>'subject' IN (NEW."proposedById"::text, NEW."decidedById"::text) THEN
      RAISE EXCEPTION 'GH001: forbidden: Nobody takes part in the erasure of their own traces.';
    END IF;
    NEW."xact" := pg_current_xact_id()::text;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER "AuditChange_is_admitted" BEFORE INSERT OR UPDATE ON "AuditChange"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_change_is_admitted();

-- What was confirmed in this very transaction.
CREATE FUNCTION gatehouse_just_confirmed(wanted text) RETURNS SETOF "AuditChange" LANGUAGE sql STABLE AS $$
  SELECT * FROM "AuditChange" c WHERE c."kind" = wanted AND c."state" = 'confirmed' AND c."xact" = pg_current_xact_id()::text
$$;

CREATE FUNCTION gatehouse_retention_is_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM gatehouse_just_confirmed('retention.clear') c WHERE c."payload"->>'kind' = OLD."kind") THEN
      RETURN OLD;
    END IF;
  ELSIF (TG_OP = 'INSERT' OR NEW."kind" = OLD."kind") AND EXISTS (SELECT 1 FROM gatehouse_just_confirmed('retention.set') c
    WHERE c."payload"->>'kind' = NEW."kind" AND (c."payload"->>'days')::int = NEW."days") THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'GH001: forbidden: How long records are kept is changed by two people: propose it, an auditor confirms.';
END $$;
CREATE TRIGGER "AuditRetention_is_confirmed" BEFORE INSERT OR UPDATE OR DELETE ON "AuditRetention"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_retention_is_confirmed();

-- INVARIANT: a hold that is set is seen by whatever prunes or erases after it: they wait for each other.
CREATE FUNCTION gatehouse_hold_is_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'));
  IF TG_OP = 'INSERT' THEN
    IF NEW."liftedAt" IS NULL AND EXISTS (SELECT 1 FROM gatehouse_just_confirmed('hold.set') c
      WHERE c."id" = NEW."id" AND c."payload"->>'name' = NEW."name"
        AND c."payload"->>'subject' IS NOT DISTINCT FROM NEW."subject"
        AND (c."payload"->>'from')::timestamptz IS NOT DISTINCT FROM NEW."from"
        AND (c."payload"->>'to')::timestamptz IS NOT DISTINCT FROM NEW."to") THEN
      RETURN NEW;
    END IF;
  ELSIF OLD."liftedAt" IS NULL AND NEW."liftedAt" IS NOT NULL
    AND (NEW."id", NEW."name", NEW."reason", NEW."createdAt") = (OLD."id", OLD."name", OLD."reason", OLD."createdAt")
    AND (NEW."subject", NEW."from", NEW."to") IS NOT DISTINCT FROM (OLD."subject", OLD."from", OLD."to")
    AND EXISTS (SELECT 1 FROM gatehouse_just_confirmed('hold.lift') c WHERE c."payload"->>'holdId' = OLD."id"::text) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'GH001: forbidden: Legal holds are set and lifted by two people: propose it, an auditor confirms.';
END $$;
CREATE TRIGGER "AuditHold_is_confirmed" BEFORE INSERT OR UPDATE ON "AuditHold"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_hold_is_confirmed();
CREATE TRIGGER "AuditHold_kept" BEFORE DELETE OR TRUNCATE ON "AuditHold"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_never_removed();

-- Where records go and what is left out; how far a sink is stays the worker's.
CREATE FUNCTION gatehouse_sink_is_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF EXISTS (SELECT 1 FROM gatehouse_just_confirmed('sink.remove') c WHERE c."payload"->>'sinkId' = OLD."id"::text) THEN
      RETURN OLD;
    END IF;
  ELSIF TG_OP = 'INSERT' THEN
    IF EXISTS (SELECT 1 FROM gatehouse_just_confirmed('sink.create') c
      WHERE c."id" = NEW."id" AND c."payload"->>'name' = NEW."name" AND c."payload"->'config' = NEW."config"
        AND c."payload"->'filter' = NEW."filter") THEN
      RETURN NEW;
    END IF;
  ELSIF NEW."id" = OLD."id" AND EXISTS (SELECT 1 FROM gatehouse_just_confirmed('sink.change') c
    WHERE c."payload"->>'sinkId' = OLD."id"::text
      AND NEW."name" = coalesce(c."payload"->>'name', OLD."name")
      AND NEW."config" = coalesce(c."payload"->'config', OLD."config")
      AND NEW."filter" = coalesce(c."payload"->'filter', OLD."filter")
      AND NEW."enabled" = coalesce((c."payload"->>'enabled')::boolean, OLD."enabled")) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'GH001: forbidden: Where the log is sent is changed by two people: propose it, somebody else confirms.';
END $$;
CREATE TRIGGER "AuditSink_is_confirmed" BEFORE INSERT OR DELETE ON "AuditSink"
  FOR EACH ROW EXECUTE FUNCTION gatehouse_sink_is_confirmed();
CREATE TRIGGER "AuditSink_change_is_confirmed" BEFORE UPDATE ON "AuditSink"
  FOR EACH ROW WHEN ((OLD."id", OLD."name", OLD."kind", OLD."config", OLD."sealedSecret", OLD."format", OLD."filter", OLD."enabled")
    IS DISTINCT FROM (NEW."id", NEW."name", NEW."kind", NEW."config", NEW."sealedSecret", NEW."format", NEW."filter", NEW."enabled"))
  EXECUTE FUNCTION gatehouse_sink_is_confirmed();

-- The live key of each subject under the key of keys of its candidate, locked against erasure until
-- the transaction ends; where there is none, the candidate becomes it.
CREATE FUNCTION gatehouse_audit_subject_keys(subjects text[], candidates bytea[])
RETURNS TABLE ("subject" text, "generation" integer, "wrappedKey" bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  FOR i IN 1 .. coalesce(array_length(subjects, 1), 0) LOOP
    subject := subjects[i];
    SELECT k."generation", k."wrappedKey" INTO generation, "wrappedKey" FROM "AuditSubjectKey" k
    WHERE k."subject" = subjects[i] AND substring(k."wrappedKey" FROM 1 FOR 4) = substring(candidates[i] FROM 1 FOR 4) FOR SHARE;
    IF NOT FOUND THEN
      PERFORM pg_advisory_xact_lock(hashtextextended('gatehouse.audit_subject ' || subjects[i], 0));
      SELECT k."generation", k."wrappedKey" INTO generation, "wrappedKey" FROM "AuditSubjectKey" k
      WHERE k."subject" = subjects[i] AND substring(k."wrappedKey" FROM 1 FOR 4) = substring(candidates[i] FROM 1 FOR 4) FOR SHARE;
      IF NOT FOUND THEN
        SELECT coalesce(max(k."generation"), 0) + 1 INTO generation FROM "AuditSubjectKey" k WHERE k."subject" = subjects[i];
        "wrappedKey" := candidates[i];
        INSERT INTO "AuditSubjectKey" ("subject", "generation", "wrappedKey", "createdAt")
        VALUES (subjects[i], gatehouse_audit_subject_keys.generation, candidates[i], clock_timestamp());
      END IF;
    END IF;
    RETURN NEXT;
  END LOOP;
END $$;

-- Is a record under a legal hold? `about`: who did it, to whom or what, whose payload it has.
CREATE FUNCTION gatehouse_on_hold(happened timestamptz, about text[], facts text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM "AuditHold" h WHERE h."liftedAt" IS NULL
    AND (h."from" IS NULL OR happened >= h."from") AND (h."to" IS NULL OR happened < h."to")
    AND (h."subject" IS NULL OR h."subject" = ANY (about) OR position(h."subject" IN facts) > 0))
$$;

-- Destroys the keys of a subject and everything that they sealed.
CREATE FUNCTION gatehouse_audit_erase(erased text) RETURNS TABLE ("keys" integer, "payloads" integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM gatehouse_just_confirmed('subject.erase') c WHERE c."payload"->>'subject' = erased) THEN
    RAISE EXCEPTION 'GH001: forbidden: An erasure takes two people: propose it, an auditor confirms.';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'));
  -- Waits for records of this subject that are being written: they are erased too.
  UPDATE "AuditSubjectKey" k SET "wrappedKey" = NULL, "destroyedAt" = clock_timestamp()
  WHERE k."subject" = erased AND k."wrappedKey" IS NOT NULL;
  GET DIAGNOSTICS "keys" = ROW_COUNT;
  IF EXISTS (SELECT 1 FROM "AuditHold" h WHERE h."liftedAt" IS NULL AND h."subject" = erased)
    OR EXISTS (SELECT 1 FROM "AuditPayload" p LEFT JOIN "AuditEvent" e ON e."id" = p."eventId"
      WHERE p."subject" = erased AND p."ciphertext" IS NOT NULL
        AND gatehouse_on_hold(p."at", ARRAY[p."subject", e."actorId", e."targetId"], concat(e."before", ' ', e."after"))) THEN
    RAISE EXCEPTION 'GH001: conflict: A legal hold covers this person: lift it first.';
  END IF;
  UPDATE "AuditPayload" p SET "salt" = NULL, "nonce" = NULL, "ciphertext" = NULL
  WHERE p."subject" = erased AND p."ciphertext" IS NOT NULL;
  GET DIAGNOSTICS "payloads" = ROW_COUNT;
  RETURN NEXT;
END $$;

-- The leaf of a record that stands in the tree.
CREATE FUNCTION gatehouse_leaf_of(of_writer text, of_epoch integer, of_seq integer) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT b."firstLeaf" + (of_seq - b."firstSeq") FROM "AuditBatch" b
  WHERE b."writer" = of_writer AND b."epoch" = of_epoch AND b."firstSeq" <= of_seq
  ORDER BY b."firstSeq" DESC LIMIT 1
$$;

-- Removes bodies of records of one kind that are older than its retention: at most `most` of them.
-- They stand under a signed checkpoint and went to every sink; what a hold covers stays, and so does
-- the last record of each epoch in the tree, which the next one is linked to, and what says what was
-- removed. Leaf, writer, epoch and
-- sequence follow from AuditBatch, hashes stay in AuditTile. `leaves`: from and to, both included;
-- `digest`: SHA-256 over the hashes in that order.
CREATE FUNCTION gatehouse_audit_prune(pruned_kind text, most integer)
RETURNS TABLE ("pruned" integer, "before" timestamptz, "leaves" jsonb, "digest" bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  kept integer;
  covered bigint;
  ids uuid[];
  at_leaves bigint[];
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'));
  SELECT r."days" INTO kept FROM "AuditRetention" r WHERE r."kind" = pruned_kind AND r."kind" IN ('command', 'event', 'call', 'heartbeat');
  IF NOT FOUND THEN
    RAISE EXCEPTION 'GH001: forbidden: Records of this kind are kept for ever.';
  END IF;
  before := date_trunc('milliseconds', clock_timestamp() - make_interval(days => kept));
  covered := least((SELECT max(c."size") FROM "AuditCheckpoint" c), (SELECT min(s."position") FROM "AuditSink" s WHERE s."enabled"));
  EXECUTE format($q$
    SELECT array_agg(o."id" ORDER BY o."leaf"), array_agg(o."leaf" ORDER BY o."leaf"), sha256(coalesce(string_agg(o."hash", ''::bytea ORDER BY o."leaf"), ''))
    FROM (
      SELECT e."id", e."hash", l."leaf" FROM "AuditEvent" e
      JOIN "AuditEpoch" p ON p."writer" = e."writer" AND p."epoch" = e."epoch"
      CROSS JOIN LATERAL (SELECT gatehouse_leaf_of(e."writer", e."epoch", e."seq") AS "leaf") l
      LEFT JOIN "AuditPayload" y ON y."eventId" = e."id"
      WHERE e."kind" = %L AND e."action" NOT IN ('log.prune', 'subject.erase') AND e."at" < $1 AND e."seq" < p."sequenced" AND l."leaf" < $2
        AND NOT gatehouse_on_hold(e."at", ARRAY[e."actorId", e."targetId", y."subject"], concat(e."before", ' ', e."after"))
        AND NOT EXISTS (SELECT 1 FROM "AuditSinkLetter" n WHERE n."replayedAt" IS NULL AND l."leaf" >= n."firstLeaf" AND l."leaf" < n."firstLeaf" + n."count")
      ORDER BY e."at", e."id" LIMIT $3) o $q$, pruned_kind)
  INTO ids, at_leaves, digest USING before, covered, most;
  pruned := coalesce(array_length(ids, 1), 0);
  leaves := '[]';
  IF pruned > 0 THEN
    WITH islands AS (
      SELECT min(n."leaf") AS "first", max(n."leaf") AS "last"
      FROM (SELECT u."leaf", u."leaf" - row_number() OVER (ORDER BY u."leaf") AS "island" FROM unnest(at_leaves) u("leaf")) n
      GROUP BY n."island"
    ), named AS (
      INSERT INTO "AuditPruned" ("firstLeaf", "count", "kind", "before", "at", "xact")
      SELECT i."first", i."last" - i."first" + 1, pruned_kind, gatehouse_audit_prune.before, clock_timestamp(), pg_current_xact_id()::text FROM islands i
    )
    SELECT jsonb_agg(jsonb_build_array(i."first", i."last") ORDER BY i."first") INTO leaves FROM islands i;
    DELETE FROM "AuditPayload" y WHERE y."eventId" = ANY (ids);
    DELETE FROM "AuditEvent" e WHERE e."id" = ANY (ids);
  END IF;
  RETURN NEXT;
END $$;

-- The same for what is personal, by an age of its own: the record stays, with its commitment.
CREATE FUNCTION gatehouse_audit_prune_payloads(most integer) RETURNS TABLE ("pruned" integer, "before" timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  kept integer;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('gatehouse.audit_hold'));
  SELECT r."days" INTO kept FROM "AuditRetention" r WHERE r."kind" = 'payload';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'GH001: forbidden: Personal payloads are kept for ever.';
  END IF;
  before := date_trunc('milliseconds', clock_timestamp() - make_interval(days => kept));
  UPDATE "AuditPayload" p SET "salt" = NULL, "nonce" = NULL, "ciphertext" = NULL
  WHERE p."eventId" IN (
    SELECT y."eventId" FROM "AuditPayload" y LEFT JOIN "AuditEvent" e ON e."id" = y."eventId"
    WHERE y."ciphertext" IS NOT NULL AND y."at" < gatehouse_audit_prune_payloads.before
      AND NOT gatehouse_on_hold(y."at", ARRAY[y."subject", e."actorId", e."targetId"], concat(e."before", ' ', e."after"))
    ORDER BY y."at" LIMIT most);
  GET DIAGNOSTICS pruned = ROW_COUNT;
  RETURN NEXT;
END $$;

REVOKE ALL ON FUNCTION gatehouse_audit_subject_keys(text[], bytea[]), gatehouse_audit_erase(text),
  gatehouse_audit_prune(text, integer), gatehouse_audit_prune_payloads(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION gatehouse_audit_subject_keys(text[], bytea[]), gatehouse_audit_erase(text),
  gatehouse_audit_prune(text, integer), gatehouse_audit_prune_payloads(integer) TO gatehouse_app;
