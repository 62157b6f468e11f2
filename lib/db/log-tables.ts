/**
 * The tables of the log, and of what trust was concluded from, with the columns that the product may
 * change; everything else of them is only added to. What the migrations revoke, in the words of the check at every start
 * (check-role.ts) and of the tests (log-tables.db.test.ts).
 */
export const LOG_TABLES: Readonly<Record<string, readonly string[]>> = {
  AuditEvent: [],
  AuditBatch: [],
  AuditCheckpoint: [],
  AuditKey: [],
  AuditEpoch: ["leaseUntil", "sealedAt", "sealedBy", "sequenced", "done"],
  AuditTile: ["width", "hashes"],
  AuditTree: ["size", "hashes", "alarm"],
  AuditAnchor: ["at", "state", "detail"],
  AuditPruned: [],
  AuditPayload: [],
  AuditSubjectKey: [],
  AuditHold: ["liftedAt"],
  AuditChange: ["state", "decidedById", "decidedAt", "note", "sealedSecret"],
  AuditSinkLetter: ["reason", "attempts", "askedAt", "sent", "replayedAt", "comparedAt"],
  TrustEvaluation: [],
  TrustControlResult: [],
  TrustFinding: [],
  TrustEvidence: [],
  TrustEvidenceUse: [],
  Revocation: [],
  RevocationLift: [],
  RevocationLiftProposal: [],
  RevocationStep: [],
  PublisherCheck: [],
  TrustToolSet: [],
  TrustToolSnapshot: [],
  TrustToolPin: [],
  TrustWaiver: [],
  TrustWaiverEnd: [],
};
