/** The log of one server as sentences: who did what, and how it looked before and after. */
import { actionSentence } from "#lib/audit/core/action-words.ts";
import type { AuditAction } from "#lib/audit/core/entry.ts";
import {
  CLASSIFICATION_LABELS,
  DEPLOYMENT_MODEL_LABELS,
  DEPLOYMENT_STATUS_LABELS,
  LIFECYCLE_LABELS,
  VISIBILITY_LABELS,
} from "./words.ts";

export type Facts = Readonly<Record<string, unknown>>;
export type FactChange = { label: string; before: string | null; after: string | null };

/**
 * What everyone who sees a server may read of its log: where it came from and how its life went.
 * Who owns, classifies, shows and deploys it, and with which contacts, is for those who answer for it.
 */
export const EVERYONES_ACTIONS: readonly AuditAction[] = [
  "server.import",
  "server.update",
  "server.list",
  "server.add_version",
  "server.deprecate",
  "server.retire",
  "server.quarantine",
  "server.lift_quarantine",
  "server.revoke",
  "server.lift_revocation",
  "retirement.announce",
  "retirement.advance",
  "retirement.reschedule",
  "retirement.cancel",
];

/** Where "it" says more than the words of the whole log. */
const SENTENCES: Readonly<Partial<Record<AuditAction, string>>> = {
  "server.import": "brought the server into the catalog",
  "server.describe": "changed the description for our people",
  "server.classify": "classified the data it touches",
  "server.assign_owner": "named the owner",
  "server.expose": "put it into the anonymous feed",
  "server.conceal": "took it out of the anonymous feed",
  "server.set_visibility": "changed who sees it",
  "server.list": "listed it in the catalog",
  "server.add_version": "approved a version of it",
  "server.change": "changed it",
  "server.transfer": "handed it to another team",
  "server.deprecate": "deprecated it",
  "server.retire": "retired it",
  "server.quarantine": "quarantined it",
  "server.lift_quarantine": "lifted its quarantine",
  "server.grant_exception": "granted it an exception",
  "server.attest": "confirmed that its team looks after it",
  "server.set_people": "named who answers for it",
  "server.start_attestation": "set the first date of its attestation",
  "server.remind_attestation": "reminded its team of the attestation",
  "server.orphan": "found that nobody answers for it",
  "server.regain_owner": "found that somebody answers for it again",
  "server.expire_approval": "noted that an approval has run out",
  "server.use": "connected a client to it",
  "server.revoke": "revoked what it installs",
  "server.lift_revocation": "lifted a revocation of what it installs",
  "retirement.announce": "announced its retirement",
  "retirement.advance": "took its retirement a step further",
  "retirement.reschedule": "moved the dates of its retirement",
  "retirement.cancel": "cancelled its retirement",
  "retirement.answer": "took an answer to its retirement",
  "retirement.add_consumer": "found who else uses it",
  "retirement.remind": "reminded people of its retirement",
};

/** Follows the name of whoever did it. An action that has no words yet is named as it is. */
export function activitySentence(
  action: string,
  before: Facts | null,
  after: Facts | null,
): string {
  const own = Object.hasOwn(SENTENCES, action) ? SENTENCES[action as AuditAction] : undefined;
  const sentence = own ?? actionSentence(action);
  const about = action.startsWith("deployment.") ? (after ?? before)?.["environment"] : undefined;
  return typeof about === "string" && about !== "" ? `${sentence} in ${about}` : sentence;
}

const FACT_LABELS: Readonly<Record<string, string>> = {
  classification: "Classification",
  supportContact: "Support contact",
  supportChannel: "Support channel",
  documentation: "Documentation",
  categories: "Categories",
  tags: "Tags",
  team: "Owner team",
  responsible: "Responsible",
  deputy: "Deputy",
  due: "Due",
  freezes: "Takes no requests from",
  title: "Title",
  client: "Client",
  exposed: "In the anonymous feed",
  visibility: "Seen by",
  teams: "Chosen teams",
  environment: "Environment",
  model: "Model",
  provider: "Provider",
  region: "Region",
  residency: "Data residency",
  address: "Address",
  operatedBy: "Operated by",
  status: "Status",
  version: "Version",
  versions: "Versions",
  lifecycle: "Status",
  source: "Source",
  phase: "Phase",
  brownout: "Brown-out",
  deprecates: "Deprecated from",
  brownoutFrom: "Brown-out from",
  retires: "Retired from",
  consumer: "Consumer",
  consumers: "Consumers",
  answer: "Answer",
  subject: "What is revoked",
  kind: "Kind",
  reason: "Reason",
  since: "Since",
};

/** Facts that differ, in the order of the labels; what nobody needs to read is left out. */
export function changedFacts(before: Facts | null, after: Facts | null): FactChange[] {
  return Object.entries(FACT_LABELS).flatMap(([key, label]) => {
    const [was, is] = [inWords(key, before?.[key]), inWords(key, after?.[key])];
    return was === is ? [] : [{ label, before: was, after: is }];
  });
}

const WORDS: Readonly<Record<string, Readonly<Record<string, { label: string }>>>> = {
  classification: CLASSIFICATION_LABELS,
  model: DEPLOYMENT_MODEL_LABELS,
  status: DEPLOYMENT_STATUS_LABELS,
  lifecycle: LIFECYCLE_LABELS,
  visibility: VISIBILITY_LABELS,
};

function inWords(key: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return wordFor(key, value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.map(String).join(", ") || null : JSON.stringify(value);
}

function wordFor(key: string, value: string): string | null {
  const words = WORDS[key] ?? {};
  return (Object.hasOwn(words, value) ? words[value]?.label : value) || null;
}
