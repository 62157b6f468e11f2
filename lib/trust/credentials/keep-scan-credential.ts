import { randomUUID } from "node:crypto";
import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { lockServer } from "#lib/catalog/lock-server.ts";
import { documentOf } from "#lib/catalog/server-view.ts";
import { hiddenVersionStates } from "#lib/catalog/visibility.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { mayOperate, OPERATE_REFUSAL } from "#lib/ownership/core/owner-powers.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { KeepScanCredentialInput } from "../schemas.ts";
import { sealCredential } from "./sealed-credential.ts";

const DAY_MS = 86_400_000;

/**
 * Keeps what scans show to one remote of a server that tells its tools only to those who sign in: sealed,
 * for at most 180 days, in place of an earlier one. For the owner team and security. Nobody reads it
 * again, and it goes to no other address.
 */
export const keepScanCredential = defineCommand({
  name: "keepScanCredential",
  permission: "server.own",
  input: KeepScanCredentialInput,

  async run(tx, ctx, { name, version, url, header, value, days }) {
    const { actor } = ctx;
    const server = await lockServer(tx, ctx, {
      key: { name },
      select: { id: true, name: true, ownerTeamId: true, currentVersionId: true },
    });
    if (actor.kind !== "user" || !mayOperate(server, actor))
      throw new AppError("forbidden", OPERATE_REFUSAL);
    await requireRemote(tx, ctx, { server, version, url });
    const id = randomUUID();
    const expiresAt = new Date(ctx.now.getTime() + days * DAY_MS);
    const where = { serverId_url: { serverId: server.id, url } };
    const before = await tx.scanCredential.findUnique({
      where,
      select: { header: true, expiresAt: true },
    });
    const row = {
      ...{ id, header, expiresAt, at: ctx.now, byId: actor.id, byName: actor.name },
      sealed: sealCredential(value, { id, url, header }),
    };
    await tx.scanCredential.upsert({
      where,
      create: { ...row, serverId: server.id, url },
      update: row,
      select: { id: true },
    });
    return {
      result: { url, header, expiresAt },
      audit: [
        {
          action: "trust.keep_credential",
          targetKind: "server",
          targetId: server.id,
          before: before && { url, header: before.header, until: before.expiresAt.toISOString() },
          after: { url, header, until: expiresAt.toISOString() },
        },
      ],
    };
  },
});

type Asked = {
  server: { id: string; ownerTeamId: string | null; currentVersionId: string | null };
  version: string | undefined;
  url: string;
};

/** Only to an address that the server has, and over https. */
async function requireRemote(tx: Tx, ctx: Context, { server, version, url }: Asked): Promise<void> {
  const found = await tx.serverVersion.findFirst({
    where: {
      serverId: server.id,
      lifecycle: { notIn: hiddenVersionStates(ctx.actor, server) },
      ...(version === undefined
        ? { id: { in: server.currentVersionId === null ? [] : [server.currentVersionId] } }
        : { version }),
    },
    select: { document: true },
  });
  if (!found) throw new AppError("not_found", "There is no such version of this server.");
  const remotes = objectsIn(documentOf(found.document), "remotes").map((one) => textIn(one, "url"));
  const problem = !remotes.includes(url)
    ? "This is not a remote of this version: write its address as the server.json has it."
    : /^https:/i.test(url)
      ? null
      : "A credential is shown over https only.";
  if (problem !== null) throw new AppError("invalid", problem, { fields: { url: [problem] } });
}
