import { documentOf } from "#lib/catalog/server-view.ts";
import type { Db } from "#lib/db/client.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { isJsonObject, ownValue, stringifyJson, type JsonObject } from "#lib/kernel/json.ts";
import { nextVersion, withRemote, type Endpoint } from "./core/endpoint.ts";
import { proposedDocument, type Proposal } from "./payload.ts";
import type { Target } from "./target.ts";

/** The change of an address that a payload asks for; null where it asks for none. */
export function endpointOf(payload: JsonObject): Endpoint | null {
  const value = ownValue(payload, "endpoint");
  if (!isJsonObject(value)) return null;
  const [from, to] = [ownValue(value, "from"), ownValue(value, "to")];
  return typeof from === "string" && typeof to === "string" ? { from, to } : null;
}

/**
 * A step: where an address of the published document is to change, the document that has the new one.
 * An address of deployments alone needs none.
 * @throws AppError naming the field, where nothing has the address now or the document would not fit.
 */
export async function withEndpoint(db: Db, written: Proposal, target: Target): Promise<Proposal> {
  const endpoint = endpointOf(written.payload);
  if (endpoint === null || target === null) return written;
  if (endpoint.from === endpoint.to) throw fieldError("endpoint.to", "This is the same address.");
  const document = await changedDocument(db, target, endpoint);
  if (document !== null) return { ...written, document: fitting(document) };
  const running = await db.deployment.count({
    where: { serverId: target.id, address: endpoint.from, status: { not: "ended" } },
  });
  if (running === 0)
    throw fieldError(
      "endpoint.from",
      "Neither its document nor a deployment has this address now.",
    );
  return written;
}

/** What does not fit is the new address: the rest of the document was approved. */
function fitting(document: JsonObject) {
  try {
    return proposedDocument(stringifyJson(document));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw fieldError("endpoint.to", error.message);
  }
}

/** A step: the newest approved document with the address changed; null where it has not got it. */
export async function changedDocument(
  db: Db,
  { id }: { id: string },
  endpoint: Endpoint,
): Promise<JsonObject | null> {
  const latest = await db.serverVersion.findFirst({
    where: { serverId: id, isLatest: true },
    select: { version: true, document: true },
  });
  if (!latest) return null;
  const known = await db.serverVersion.findMany({
    where: { serverId: id },
    select: { version: true },
  });
  const next = nextVersion(
    latest.version,
    known.map(({ version }) => version),
  );
  return withRemote(documentOf(latest.document), endpoint, next);
}
