/** What actions are called for people: a sentence that follows the name of whoever did it. */
import type { AuditAction } from "./entry.ts";

/** What the log writes about itself. */
export const OWN_ACTIONS = ["writer.open", "writer.close", "log.heartbeat"] as const;
type KnownAction = AuditAction | (typeof OWN_ACTIONS)[number];

const ACTION_WORDS: Readonly<Record<KnownAction, string>> = {
  "server.import": "brought a server into the catalog",
  "server.update": "took over changes from upstream",
  "server.describe": "described a server",
  "server.classify": "classified a server",
  "server.assign_owner": "named the owner of a server",
  "server.expose": "put a server into the anonymous feed",
  "server.conceal": "took a server out of the anonymous feed",
  "server.set_visibility": "changed who sees a server",
  "server.list": "listed a server in the catalog",
  "server.add_version": "approved a version",
  "server.change": "changed a server",
  "server.transfer": "handed a server to another team",
  "server.deprecate": "deprecated a server",
  "server.retire": "retired a server",
  "server.quarantine": "quarantined a server",
  "server.lift_quarantine": "lifted a quarantine",
  "server.revoke": "revoked versions of a server",
  "server.lift_revocation": "lifted a revocation of a server's versions",
  "server.grant_exception": "granted an exception",
  "server.attest": "confirmed that a server is looked after",
  "server.orphan": "found a server that nobody answers for",
  "server.expire_approval": "noted that an approval ran out",
  "server.set_people": "named who answers for a server",
  "server.start_attestation": "set the date of an attestation",
  "server.remind_attestation": "reminded a team of an attestation",
  "server.regain_owner": "found that somebody answers for a server again",
  "server.see_upstream": "saw something new upstream",
  "server.use": "connected a client to a server",
  "deployment.record": "recorded a deployment",
  "deployment.change": "changed a deployment",
  "deployment.end": "ended a deployment",
  "deployment_rule.set": "set a deployment rule",
  "mirror.create": "added a mirror source",
  "mirror.change": "changed a mirror source",
  "mirror.remove": "removed a mirror source",
  "mirror.request_run": "asked for a copy of a mirror source",
  "mirror.run": "ran a mirror",
  "import.start": "started an import",
  "import.finish": "finished an import",
  "import.fail": "failed to import",
  "audience.create": "created an audience",
  "audience.change": "changed an audience",
  "audience.remove": "removed an audience",
  "person.create": "created a person",
  "person.set_roles": "changed somebody's roles",
  "person.disable": "disabled a person",
  "person.enable": "enabled a person",
  "person.sync": "took over a person from the identity provider",
  "session.start": "signed in",
  "session.end": "signed out",
  "session.revoke": "ended sessions",
  "token.create": "created a token",
  "token.revoke": "revoked a token",
  "team.create": "created a team",
  "team.change": "changed a team",
  "team.remove": "removed a team",
  "team.add_member": "added somebody to a team",
  "team.remove_member": "removed somebody from a team",
  "view.save": "saved a view",
  "view.remove": "removed a view",
  "demo.seed": "filled in the demo company",
  "demo.remove": "removed the demo company",
  "request.draft": "drafted a request",
  "request.submit": "submitted a request",
  "request.edit": "wrote a new revision of a request",
  "request.withdraw": "withdrew a request",
  "request.expire": "let a request expire",
  "request.start_review": "took a request into review",
  "request.assign": "assigned a request",
  "request.raise_tier": "raised the risk tier of a request",
  "request.assess_risk": "found another risk tier for a request, by its trust scan",
  "request.note_tools":
    "found other or more tools for a request than somebody had decided on, by its trust scan",
  "request.comment": "commented on a request",
  "request.check": "ticked or unticked a check of a review",
  "request.approve": "approved a request",
  "request.reject": "rejected a request",
  "request.request_changes": "asked for changes to a request",
  "request.fast_track": "let a request pass without review",
  "policy.draft": "drafted a review policy",
  "policy.publish": "published a review policy",
  "policy.discard": "discarded a review policy",
  "retirement.announce": "announced a retirement",
  "retirement.advance": "took a retirement a step further",
  "retirement.reschedule": "moved the dates of a retirement",
  "retirement.cancel": "cancelled a retirement",
  "retirement.answer": "answered a retirement",
  "retirement.extend": "answered a request for more time",
  "retirement.add_consumer": "found who else uses a server that retires",
  "retirement.remind": "reminded people of a retirement",
  "notice.announce": "announced a notice",
  "notice.change": "changed a notice",
  "notice.end": "ended a notice",
  "webhook.create": "added a webhook",
  "webhook.change": "changed a webhook",
  "webhook.remove": "removed a webhook",
  "publisher.create": "trusted a publisher",
  "publisher.change": "changed a publisher",
  "publisher.remove": "removed a publisher",
  "publisher.exchange": "got a token as a publisher",
  "delivery.replay": "sent a delivery again",
  "delivery.discard": "discarded a delivery",
  "notification.set_preferences": "changed notification preferences",
  "authorization.refuse": "was refused",
  "export.download": "downloaded an export",
  "export.read": "exported the log",
  "log.alarm": "raised an alarm about the log",
  "log.change_key": "began to sign the log with another key",
  "log.prune": "removed records that were kept long enough",
  "log.request_verification": "asked for a verification of the log",
  "log.verify": "verified the log",
  "log.heartbeat": "gave a sign of life",
  "writer.open": "opened a writer of the log",
  "writer.close": "closed a writer of the log",
  "sink.create": "added a sink",
  "sink.change": "changed a sink",
  "sink.remove": "removed a sink",
  "sink.test": "tested a sink",
  "sink.replay": "sent records to a sink again",
  "sink.reconcile": "compared the log with a sink",
  "retention.set": "set how long records are kept",
  "retention.clear": "let records be kept for ever",
  "hold.set": "set a legal hold",
  "hold.lift": "lifted a legal hold",
  "subject.erase": "erased personal data",
  "trust.evaluate": "evaluated how far a version is trusted",
  "trust.carry_over": "took over what the review of a version had found out about it",
  "trust.hold_tools": "held tools that are not as they were approved",
  "trust.accept_tools": "accepted changed tools",
  "trust.refuse_tools": "refused changed tools",
  "trust.prune": "removed evidence of trust scans that was kept long enough",
  "trust.request_scan": "asked for a trust scan",
  "trust.keep_credential": "kept a credential for scans of a remote",
  "trust.remove_credential": "removed a credential for scans of a remote",
  "trust.waive": "waived a trust control for a time",
  "trust.end_waiver": "ended a waiver of a trust control",
  "trust.expire_waiver": "found a waiver of a trust control run out",
  "trust.void_waiver": "found a waiver of a trust control void",
  "revocation.add": "revoked something",
  "revocation.propose_lift": "proposed to lift a revocation",
  "revocation.record_step": "wrote down what was done after a compromise",
  "revocation.lift": "lifted a revocation",
  "identity.create": "recorded who a publisher is",
  "identity.change": "changed the namespaces of a publisher",
  "identity.verify": "checked the proof of a publisher",
  "identity.remove": "removed a publisher's identity",
  "identity.hand_over": "began to hand a publisher over",
  "identity.stop_handover": "stopped the handover of a publisher",
  "identity.take_over": "took a publisher over",
  "namespace.reserve": "reserved a namespace",
  "namespace.free": "freed a reserved namespace",
  "feed.import": "imported a feed of advisories, scores or revocations",
  "change.propose": "proposed a change to the log's settings",
  "change.confirm": "confirmed a change to the log's settings",
  "change.decline": "declined a change to the log's settings",
  "change.withdraw": "withdrew a change to the log's settings",
};

const NOUN_WORDS: Readonly<Record<string, string>> = {
  authorization: "Refusals",
  audience: "Audiences",
  change: "Changes under four eyes",
  delivery: "Deliveries",
  demo: "Demo company",
  deployment: "Deployments",
  deployment_rule: "Deployment rules",
  export: "Exports",
  feed: "Feeds",
  hold: "Legal holds",
  identity: "Publisher identities",
  import: "Imports",
  log: "The log itself",
  mirror: "Mirrors",
  namespace: "Reserved namespaces",
  notice: "Notices",
  notification: "Notifications",
  person: "People",
  policy: "Review policy",
  publisher: "Publishers",
  request: "Requests",
  retention: "Retention",
  retirement: "Retirements",
  revocation: "Revocations",
  server: "Servers",
  session: "Sign-ins",
  sink: "Sinks",
  subject: "Erasure",
  team: "Teams",
  token: "Tokens",
  trust: "Trust",
  view: "Saved views",
  webhook: "Webhooks",
  writer: "Writers of the log",
};

const wordsOf = (words: Readonly<Record<string, string>>, key: string) =>
  Object.hasOwn(words, key) ? words[key] : undefined;

/** An action this list does not know is named as it is. */
export const actionSentence = (action: string): string =>
  wordsOf(ACTION_WORDS, action) ?? action.replace(".", ": ").replaceAll("_", " ");

const nounOf = (action: string) => action.split(".")[0] ?? action;

export const nounLabel = (noun: string): string =>
  wordsOf(NOUN_WORDS, noun) ?? capital(noun.replaceAll("_", " "));

/** "Approved a request"; of `request.`: "Requests: everything". */
export function actionLabel(action: string): string {
  if (action.endsWith(".")) return `${nounLabel(action.slice(0, -1))}: everything`;
  return capital(actionSentence(action));
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export type ActionGroup = { noun: string; label: string; actions: readonly string[] };

/** Every action, by its noun, in the order of the words. */
export function actionGroups(): ActionGroup[] {
  const nouns = [...new Set(Object.keys(ACTION_WORDS).map(nounOf))];
  return nouns
    .map((noun) => ({
      noun,
      label: nounLabel(noun),
      actions: Object.keys(ACTION_WORDS).filter((action) => nounOf(action) === noun),
    }))
    .sort((one, other) => one.label.localeCompare(other.label, "en"));
}

export const isOwnAction = (action: string): boolean =>
  (OWN_ACTIONS as readonly string[]).includes(action);
