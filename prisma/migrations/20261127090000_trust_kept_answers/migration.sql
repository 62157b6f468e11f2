-- The answers of the registry that are kept in memory tell until when the level under former rules counts, too.
DROP TRIGGER "VersionTrust_changed" ON "VersionTrust";
CREATE TRIGGER "VersionTrust_changed" AFTER INSERT OR DELETE OR UPDATE OF "level", "flag", "score", "risk", "ruleSet", "evaluatedAt", "previousRuleSet", "previousLevel", "previousUntil"
  ON "VersionTrust" FOR EACH STATEMENT EXECUTE FUNCTION gatehouse_notify_catalog();
