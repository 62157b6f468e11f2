import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { ControlId } from "../core/controls.ts";
import { neverWaived } from "../core/never-waived.ts";
import type { ControlResult } from "../core/result.ts";
import { covers, fingerprint, seenFindings, waivable } from "../core/waivers.ts";
import { findWaivable } from "./find-waivable.ts";

const textIn = (payload: JsonObject, field: string): string => {
  const value = ownValue(payload, field);
  return typeof value === "string" ? value : "";
};

/** What a revision asks for, as it was stored: its reader made it. */
function askedWaiver(payload: JsonObject) {
  const digest = textIn(payload, "digest");
  return {
    version: textIn(payload, "version"),
    option: textIn(payload, "option"),
    control: textIn(payload, "control") as ControlId,
    digest: digest === "" ? null : digest,
    findings: seenFindings(ownValue(payload, "findings")),
  };
}

/**
 * A step: whether what reviewers see in a request is still all that there is. A scan may have found
 * more since, or something that nobody may waive.
 * @throws AppError `forbidden` for what can never be waived, else `conflict` with what to do.
 */
export async function requireWaivable(tx: Tx, serverId: string, payload: JsonObject) {
  const asked = askedWaiver(payload);
  const found = await findWaivable(tx, serverId, asked);
  if (!found.ok) throw new AppError("conflict", `${found.reason} Reject this request.`);
  const { result, digest } = found;
  const never = neverWaived(asked.control, [...asked.findings, ...result.findings]);
  if (never !== null) throw new AppError("forbidden", `This can never be waived. ${never}`);
  const waiver = { ...asked, id: "", expiresAt: "" };
  if (!covers(waiver, result, digest))
    throw new AppError("conflict", whyNot(asked, result, digest));
  return { asked, ...found };
}

type Asked = ReturnType<typeof askedWaiver>;

function whyNot(asked: Asked, result: ControlResult, digest: string | null): string {
  if (result.status === "pass" || result.status === "warn")
    return "The control holds by now: there is nothing to waive. Reject this request.";
  if (result.status !== "fail" && result.status !== "waived")
    return "The control could not be checked the last time. Decide when a scan has looked again.";
  if (asked.digest !== digest)
    return "The package has other bytes by now. Ask its author for a new revision.";
  const seen = new Set(asked.findings.map(fingerprint));
  const more = waivable(result).filter((finding) => !seen.has(fingerprint(finding)));
  const [first] = more;
  return `A newer scan found ${more.length === 1 ? "something" : `${more.length} things`} that this request does not show${first === undefined ? "" : `: ${first.title}`}. Ask its author for a new revision.`;
}
