import { AppError } from "#lib/kernel/errors.ts";
import type { Effect } from "./effect.ts";
import { storeApproval, storeVersion } from "./store-version.ts";

/** The version is offered to clients; the newest approved one becomes `latest` by itself. */
export const addVersion: Effect = async (tx, ctx, granted) => {
  const { request, document } = granted;
  if (document === null || request.server === null)
    throw new TypeError("A version has no document or server.");
  const { id, name, lifecycle } = request.server;
  if (lifecycle === "retired") throw new AppError("conflict", `${name} was retired meanwhile.`);
  const carried = await storeVersion(tx, ctx, { server: { id, name }, granted });
  await storeApproval(tx, ctx, {
    serverId: id,
    ...granted,
    version: document.facts.version,
    checksum: document.checksum,
  });
  return [
    {
      action: "server.add_version",
      targetKind: "server",
      targetId: id,
      before: null,
      after: {
        request: request.number,
        version: document.facts.version,
        checksum: document.checksum,
      },
    },
    ...carried,
  ];
};
