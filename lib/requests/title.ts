import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { RequestKind } from "./core/words.ts";
import type { Proposal } from "./payload.ts";

type Named = { name: string; version: string; payload: JsonObject };

const text = (payload: JsonObject, field: string): string => {
  const value = ownValue(payload, field);
  return typeof value === "string" ? value.replaceAll("_", " ") : "";
};

/** Drafts may not say yet whom or what they are about. */
const orElse = (given: string, words: string) => (given === "" ? words : given);

const TITLES: Readonly<Record<RequestKind, (named: Named) => string>> = {
  list_server: ({ name }) => `List ${name}`,
  add_version: ({ name, version }) =>
    version === "" ? `Add a version of ${name}` : `Add version ${version} of ${name}`,
  change_server: ({ name, payload }) => {
    if (ownValue(payload, "renew") === true) return `Renew the approval of ${name}`;
    return "endpoint" in payload ? `Change the endpoint of ${name}` : `Change ${name}`;
  },
  transfer_ownership: ({ name, payload }) =>
    `Transfer ${name} to ${orElse(text(payload, "ownerTeam"), "another team")}`,
  deprecate: ({ name }) => `Deprecate ${name}`,
  retire: ({ name }) => `Retire ${name}`,
  lift_quarantine: ({ name }) => `Lift the quarantine of ${name}`,
  trust_waiver: ({ name, payload }) =>
    `Waive ${orElse(text(payload, "control"), "a trust control")} for ${name} ${text(payload, "version")}`.trim(),
  exception: ({ name, payload }) =>
    `Exception for ${name}: ${orElse(text(payload, "rule"), "no rule named yet")}`,
};

/** One line that says what is asked for. */
export function titleOf(kind: RequestKind, { serverName, payload, document }: Proposal): string {
  const name = document?.facts.title ?? orElse(serverName, "a server without a name yet");
  return TITLES[kind]({ name, version: document?.facts.version ?? "", payload });
}
