/** What a record is about. */
export type TargetKind =
  | "server"
  | "deployment_rule"
  | "mirror"
  | "import"
  | "audience"
  | "person"
  | "session"
  | "token"
  | "team"
  | "view"
  | "demo";

/** Plain JSON: what a record may carry. Never a secret. */
export type AuditFacts = { readonly [key: string]: AuditFact };
type AuditFact = string | number | boolean | null | readonly AuditFact[] | AuditFacts;

/**
 * Every auditable fact: `noun.verb`, what it was done to, and how that looked before and after.
 * Adding a command starts here.
 */
export type AuditAction =
  | `server.${"import" | "update" | "describe" | "classify" | "assign_owner" | "expose" | "conceal" | "set_visibility"}`
  | `deployment.${"record" | "change" | "end"}`
  | "deployment_rule.set"
  | `mirror.${"create" | "change" | "remove" | "run"}`
  | `import.${"start" | "finish" | "fail"}`
  | `audience.${"create" | "change" | "remove"}`
  | `person.${"create" | "set_roles" | "disable" | "enable" | "sync"}`
  | `session.${"start" | "end" | "revoke"}`
  | `token.${"create" | "revoke"}`
  | `team.${"create" | "change" | "remove" | "add_member" | "remove_member"}`
  | `view.${"save" | "remove"}`
  | `demo.${"seed" | "remove"}`;

export type AuditEntry = {
  action: AuditAction;
  targetKind: TargetKind;
  targetId: string;
  before: AuditFacts | null;
  after: AuditFacts | null;
};
