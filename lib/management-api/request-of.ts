import { requireMatch } from "#lib/http/if-match.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { getRequestId } from "#lib/requests/get-request-id.ts";
import { GetRequestInput } from "#lib/requests/schemas.ts";
import type { Call } from "./serve.ts";

/** The id in an address, as the queries take it. @throws AppError `not_found` for what is no id. */
export function requestKey({ params }: Pick<Call, "params">): { id: string } {
  const read = GetRequestInput.safeParse({ id: params["id"] });
  if (read.success) return read.data;
  throw notFound();
}

export const notFound = (what = "request") =>
  new AppError("not_found", `There is no such ${what}.`);

/**
 * The request of an address, by id or number, at the revision the caller saw: from `If-Match` or
 * the body, which must agree. The verb compares it once more under its lock.
 */
export async function requestOf(
  call: Call,
): Promise<{ requestId: string; revision: number | undefined }> {
  const found = await getRequestId(call.ctx, requestKey(call));
  if (!found) throw notFound();
  requireMatch(call.ifMatch, found.revision);
  const { revision: seen } = call.body;
  if (call.ifMatch === null) return { requestId: found.id, revision: seen as number | undefined };
  if (seen !== undefined && Number(seen) !== found.revision)
    throw fieldError("revision", "The revision of the body and that of If-Match differ.");
  return { requestId: found.id, revision: found.revision };
}
