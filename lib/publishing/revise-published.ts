import type { AuditEntry } from "#lib/audit/core/entry.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { isJsonObject, type Json } from "#lib/kernel/json.ts";
import { storeEdit } from "#lib/requests/edit-request.ts";
import { lockRequest } from "#lib/requests/lock-request.ts";
import type { ProposedDocument } from "#lib/requests/payload.ts";
import { EditRequestInput } from "#lib/requests/schemas.ts";
import type { OpenRequest } from "./open-request.ts";
import type { Source } from "./source.ts";

type Revising = { open: OpenRequest; document: ProposedDocument; source: Source };

/**
 * A step: the open request gets the document as a new revision; what people said beside it stays.
 * A draft stays a draft: it waits for its person. Tools and changelog were those of the document
 * before.
 */
export async function revisePublished(
  tx: Tx,
  ctx: Context,
  { open, document, source }: Revising,
): Promise<AuditEntry[]> {
  const request = await lockRequest(tx, ctx, open.id);
  const row = await tx.request.findUniqueOrThrow({
    where: { id: open.id },
    select: {
      justification: true,
      dataTouched: true,
      usedBy: true,
      urgency: true,
      targetDate: true,
      revisions: { where: { revision: open.revision }, select: { payload: true } },
    },
  });
  const { revisions, targetDate, ...about } = row;
  const said = (revisions[0]?.payload ?? {}) as Json;
  const { tools: _tools, changelog: _changelog, ...kept } = isJsonObject(said) ? said : {};
  const input = EditRequestInput.parse({
    ...kept,
    ...about,
    targetDate: targetDate === null ? null : targetDate.toISOString().slice(0, 10),
    requestId: open.id,
    // Of a revision that came meanwhile nothing is overwritten unseen.
    revision: open.revision,
    server: document.text,
    submit: false,
    evidence: source.evidence,
  });
  const { audit } = await storeEdit(tx, ctx, { request, input });
  return audit.map((entry) => ({ ...entry, after: { ...entry.after, ...source.facts } }));
}
