import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { RequestKind } from "./core/words.ts";
import type { Proposal } from "./payload.ts";

type Named = { name: string; version: string; payload: JsonObject };

const text = (payload: JsonObject, field: string): string => {
  const value = ownValue(payload, field);
  return typeof value === "string" ? value.replaceAll("_", " ") : "";
};

const TITLES: Readonly<Record<RequestKind, (named: Named) => string>> = {
  list_server: ({ name }) => `List ${name}`,
  add_version: ({ name, version }) => `Add version ${version} of ${name}`,
  change_server: ({ name, payload }) =>
    ownValue(payload, "renew") === true ? `Renew the approval of ${name}` : `Change ${name}`,
  transfer_ownership: ({ name, payload }) => `Transfer ${name} to ${text(payload, "ownerTeam")}`,
  deprecate: ({ name }) => `Deprecate ${name}`,
  retire: ({ name }) => `Retire ${name}`,
  lift_quarantine: ({ name }) => `Lift the quarantine of ${name}`,
  exception: ({ name, payload }) => `Exception for ${name}: ${text(payload, "rule")}`,
};

/** One line that says what is asked for. */
export function titleOf(kind: RequestKind, { serverName, payload, document }: Proposal): string {
  const name = document?.facts.title ?? serverName;
  return TITLES[kind]({ name, version: document?.facts.version ?? "", payload });
}
