-- A transaction that looks at the log as it was when it began does not see a legal hold that was set
-- since: from such a one nothing is removed or erased.
CREATE FUNCTION gatehouse_sees_holds() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('transaction_isolation') NOT IN ('read committed', 'read uncommitted') THEN
    RAISE EXCEPTION 'GH001: forbidden: What a legal hold may cover is removed only by a transaction that sees every hold (READ COMMITTED).';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER "AuditEvent_sees_holds" BEFORE DELETE ON "AuditEvent"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_sees_holds();
CREATE TRIGGER "AuditPayload_sees_holds" BEFORE UPDATE OR DELETE ON "AuditPayload"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_sees_holds();
CREATE TRIGGER "AuditSubjectKey_sees_holds" BEFORE UPDATE OR DELETE ON "AuditSubjectKey"
  FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_sees_holds();
