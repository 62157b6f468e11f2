-- Hours among the words of a record instead of blocks of 64 days: of a frequent word together with a
-- frequent filter, the newest are found in the entries of a few hours.
ALTER TABLE "AuditEvent" DROP COLUMN "words";

CREATE OR REPLACE FUNCTION gatehouse_audit_words(at timestamptz, kind text, action text, outcome text, actor_kind text, actor text, target_kind text, target text, request text, credential text, before json, after json)
RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN kind IN ('command', 'event') THEN
    to_tsvector('simple', left(regexp_replace(concat_ws(' ', action, before::text, after::text), '(\\[bfnrt]|[^[:alnum:]])+', ' ', 'g'), 20000))
    || array_to_tsvector(array_remove(ARRAY[
      'h:' || hour, 'd:' || hour / 24, 'w:' || hour / 192, 'k:' || kind, 'n:' || split_part(action, '.', 1), 'a:' || action, 'o:' || outcome, 'g:' || actor_kind, 'u:' || left(actor, 300),
      'y:' || target_kind, 't:' || left(target, 300), 'r:' || left(request, 300), 'c:' || credential], NULL))
  END FROM (SELECT floor(extract(epoch FROM at - timestamptz '1970-01-01 00:00:00+00') / 3600)::int AS hour) x $$;

ALTER TABLE "AuditEvent"
  ADD COLUMN "words" tsvector GENERATED ALWAYS AS (gatehouse_audit_words("at", "kind", "action", "outcome", "actorKind", "actorId", "targetKind", "targetId", "requestId", "credentialId", "before", "after")) STORED;

CREATE INDEX "AuditEvent_words_idx" ON "AuditEvent" USING GIN ("words");
