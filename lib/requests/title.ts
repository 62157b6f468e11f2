import { ownValue } from "#lib/kernel/json.ts";
import type { RequestKind } from "./core/words.ts";
import type { Proposal } from "./payload.ts";

/** One line that says what is asked for. */
export function titleOf(kind: RequestKind, { serverName, payload, document }: Proposal): string {
  const name = document?.facts.title ?? serverName;
  switch (kind) {
    case "list_server":
      return `List ${name}`;
    case "add_version":
      return `Add version ${document?.facts.version ?? ""} of ${name}`;
    case "change_server":
      return ownValue(payload, "renew") === true
        ? `Renew the approval of ${name}`
        : `Change ${name}`;
    case "transfer_ownership":
      return `Transfer ${name} to ${String(ownValue(payload, "ownerTeam"))}`;
    case "deprecate":
      return `Deprecate ${name}`;
    case "retire":
      return `Retire ${name}`;
    case "lift_quarantine":
      return `Lift the quarantine of ${name}`;
    case "exception":
      return `Exception for ${name}: ${String(ownValue(payload, "rule")).replaceAll("_", " ")}`;
  }
}
