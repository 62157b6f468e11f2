/** What a record is about. */
export const TARGET_KINDS = [
  "server",
  "deployment_rule",
  "mirror",
  "import",
  "audience",
  "person",
  "session",
  "token",
  "team",
  "view",
  "demo",
  "request",
  "policy",
  "retirement",
  "notice",
  "webhook",
  "publisher",
  "delivery",
  "permission",
  "export",
  "log",
  "sink",
  "retention",
  "hold",
  "subject",
  "change",
  "evidence",
  "revocation",
  "namespace",
  "feed",
] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** Plain JSON: what a record may carry. Never a secret. */
export type AuditFacts = { readonly [key: string]: AuditFact };
type AuditFact = string | number | boolean | null | readonly AuditFact[] | AuditFacts;

/**
 * Every auditable fact: `noun.verb`, what it was done to, and how that looked before and after.
 * Adding a command starts here.
 */
export type AuditAction =
  | `server.${"import" | "update" | "describe" | "classify" | "assign_owner" | "expose" | "conceal" | "set_visibility" | "list" | "add_version" | "change" | "transfer" | "deprecate" | "retire" | "quarantine" | "lift_quarantine" | "grant_exception" | "attest" | "orphan" | "expire_approval" | "set_people" | "start_attestation" | "remind_attestation" | "regain_owner" | "see_upstream" | "use" | "revoke" | "lift_revocation"}`
  | `deployment.${"record" | "change" | "end"}`
  | "deployment_rule.set"
  | `mirror.${"create" | "change" | "remove" | "request_run" | "run"}`
  | `import.${"start" | "finish" | "fail"}`
  | `audience.${"create" | "change" | "remove"}`
  | `person.${"create" | "set_roles" | "disable" | "enable" | "sync"}`
  | `session.${"start" | "end" | "revoke"}`
  | `token.${"create" | "revoke"}`
  | `team.${"create" | "change" | "remove" | "add_member" | "remove_member"}`
  | `view.${"save" | "remove"}`
  | `demo.${"seed" | "remove"}`
  | `request.${"draft" | "submit" | "edit" | "withdraw" | "expire" | "start_review" | "assign" | "raise_tier" | "assess_risk" | "note_tools" | "comment" | "check" | "approve" | "reject" | "request_changes" | "fast_track"}`
  | `policy.${"draft" | "publish" | "discard"}`
  | `retirement.${"announce" | "advance" | "reschedule" | "cancel" | "answer" | "extend" | "add_consumer" | "remind"}`
  | `notice.${"announce" | "change" | "end"}`
  | `webhook.${"create" | "change" | "remove"}`
  | `publisher.${"create" | "change" | "remove" | "exchange"}`
  | `delivery.${"replay" | "discard"}`
  | "notification.set_preferences"
  | "authorization.refuse"
  | `export.${"download" | "read"}`
  | `log.${"alarm" | "change_key" | "request_verification" | "verify" | "prune"}`
  | `sink.${"create" | "change" | "remove" | "test" | "replay" | "reconcile"}`
  | `retention.${"set" | "clear"}`
  | `hold.${"set" | "lift"}`
  | "subject.erase"
  | `trust.${"keep_credential" | "remove_credential" | "evaluate" | "carry_over" | "request_scan" | "prune" | "waive" | "end_waiver" | "expire_waiver" | "void_waiver" | "hold_tools" | "accept_tools" | "refuse_tools"}`
  | `revocation.${"add" | "propose_lift" | "lift" | "record_step"}`
  | `identity.${"create" | "change" | "verify" | "remove" | "hand_over" | "stop_handover" | "take_over"}`
  | `namespace.${"reserve" | "free"}`
  | "feed.import"
  | `change.${"propose" | "confirm" | "decline" | "withdraw"}`;

export type AuditEntry = {
  action: AuditAction;
  targetKind: TargetKind;
  targetId: string;
  before: AuditFacts | null;
  after: AuditFacts | null;
  /**
   * The id of the person who did it, where our own door acts for somebody whom it has just found
   * out. Absent: the actor of the call.
   */
  by?: string;
  /**
   * What of it is about a person: kept apart, encrypted with the key of `subject` (their id), and
   * erased with them. Ids stay in `before` and `after`.
   */
  personal?: { subject: string; facts: { before?: AuditFacts; after?: AuditFacts } };
};
