import { EvidenceSchema } from "#lib/intake/schemas.ts";
import type { Evidence } from "#lib/intake/core/evidence.ts";
import { valuesOfPayload, writeJson, type FormValues } from "#lib/intake/core/request-form.ts";
import { sealEvidence } from "#lib/intake/seal-evidence.ts";
import { parseJsonExact } from "#lib/kernel/json.ts";
import type { RequestView } from "#lib/requests/get-request.ts";

/** The request as it stands, as the fields of its form, with the revision that was shown. */
export function editedValues(request: RequestView, personId: string): FormValues {
  const { id, number, revision, kind, targetDate, evidence } = request;
  return {
    ...valuesOfPayload(request.payload),
    kind,
    number,
    requestId: id,
    revision: String(revision),
    justification: request.justification,
    dataTouched: request.dataTouched,
    usedBy: request.usedBy,
    urgency: request.urgency,
    targetDate: targetDate?.toISOString().slice(0, 10) ?? "",
    ...named(request),
    ...documentText(request),
    ...(evidence && { evidence: sealEvidence(evidence, personId) }),
  };
}

/** A new server is named by its document alone, which may be changed. */
const named = ({ kind, serverId, serverName }: RequestView): FormValues =>
  kind === "list_server" && serverId === null ? {} : { serverName };

/** A change of an endpoint has its document from us; the unfinished one of a draft is in its payload. */
const documentText = ({ kind, change }: RequestView): FormValues =>
  change.json === null || kind === "change_server"
    ? {}
    : { server: writeJson(parseJsonExact(change.json)) };

/** Evidence in the form of intake; requests that came otherwise may carry another one. */
export function knownEvidence({ evidence }: RequestView): Evidence | null {
  const parsed = EvidenceSchema.safeParse(evidence);
  return parsed.success ? parsed.data : null;
}

/** What sending it does, by the state it is in. */
export function wordsOf({ state, approvals }: RequestView) {
  if (state === "draft")
    return {
      description: "Only you see it until you submit it.",
      submitLabel: "Submit for review",
      draftLabel: "Save draft",
      afterwards: "Submitting tells the reviewers and the owner team.",
    };
  return {
    description:
      state === "changes_requested"
        ? "Reviewers wait for your answer; their clocks stand still meanwhile."
        : "Reviewers are told that it changed.",
    submitLabel: state === "changes_requested" ? "Send the new revision" : "Save as a new revision",
    afterwards:
      approvals > 0
        ? "This makes a new revision: approvals of the one before count no more."
        : "This makes a new revision, which reviewers compare with the one before.",
  };
}
