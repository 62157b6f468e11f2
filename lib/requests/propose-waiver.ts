import type { Tx } from "#lib/db/client.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { waivable, waiverRefusal } from "#lib/trust/core/waivers.ts";
import { findWaivable } from "#lib/trust/waivers/find-waivable.ts";
import { requireWaivable } from "#lib/trust/waivers/require-waivable.ts";
import { textField } from "./effects/payload-fields.ts";
import type { LockedRequest } from "./lock-request.ts";
import { requestNumber, type RequestKind } from "./core/words.ts";
import type { Proposal } from "./payload.ts";
import type { Target } from "./target.ts";

type About = { kind: RequestKind; requestId: string | null; target: Target };

/**
 * A step: a request for a waiver with what the control found, as reviewers will see it and as the
 * waiver will be bound to it. Other requests stay as they are.
 * @throws AppError naming the field, where it cannot be waived.
 */
export async function withSeenFindings(
  tx: Tx,
  { kind, requestId, target }: About,
  written: Proposal,
): Promise<Proposal> {
  if (kind !== "trust_waiver" || target === null) return written;
  const place = placeOf(written.payload);
  const found = await findWaivable(tx, target.id, place);
  if (!found.ok) throw fieldError(found.field, found.reason);
  const refusal = waiverRefusal(found.result);
  if (refusal !== null) throw fieldError("control", refusal);
  await requireOnlyOne(tx, { serverId: target.id, requestId, place });
  const findings = waivable(found.result).map((finding): Json => ({ ...finding }));
  const digest = found.digest === null ? {} : { digest: found.digest };
  return { ...written, payload: { ...written.payload, ...digest, findings } };
}

const placeOf = (payload: JsonObject) => ({
  version: textField(payload, "version") ?? "",
  option: textField(payload, "option") ?? "",
  control: textField(payload, "control") ?? "",
});
type Place = ReturnType<typeof placeOf>;

type Asked = { serverId: string; requestId: string | null; place: Place };

async function requireOnlyOne(tx: Tx, { serverId, requestId, place }: Asked): Promise<void> {
  const open = await tx.request.findMany({
    where: {
      serverId,
      kind: "trust_waiver",
      state: { in: ["submitted", "in_review", "changes_requested"] },
      ...(requestId === null ? {} : { id: { not: requestId } }),
    },
    select: {
      number: true,
      revisions: { orderBy: { revision: "desc" }, take: 1, select: { payload: true } },
    },
  });
  const same = open.find(({ revisions: [newest] }) => {
    const payload = newest?.payload as Json | undefined;
    if (!isJsonObject(payload)) return false;
    const other = placeOf(payload);
    return (["version", "option", "control"] as const).every((key) => other[key] === place[key]);
  });
  if (same !== undefined)
    throw new AppError(
      "conflict",
      `${requestNumber(same.number)} asks for this waiver already: watch that one.`,
    );
}

/** A step: before an approval of a waiver counts, whether it could still be given. Others may go on. */
export async function requireStillWaivable(tx: Tx, request: LockedRequest): Promise<void> {
  const { id, kind, serverId, revision } = request;
  if (kind !== "trust_waiver" || serverId === null) return;
  const row = await tx.requestRevision.findUniqueOrThrow({
    where: { requestId_revision: { requestId: id, revision } },
    select: { payload: true },
  });
  const payload = row.payload as Json;
  if (isJsonObject(payload)) await requireWaivable(tx, serverId, payload);
}
