import { objectsIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { can } from "#lib/kernel/permissions.ts";
import { mayOperate } from "#lib/ownership/core/owner-powers.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import { findVisibleVersion } from "../find-visible-version.ts";
import { ListScanCredentialsInput } from "../schemas.ts";

export type ScanCredentials = {
  /** Whether this person keeps and removes them, and sees them at all. */
  mayKeep: boolean;
  remotes: {
    url: string;
    /** Null: none is kept. What it is, nobody reads again. */
    kept: { header: string; by: string; at: Date; expiresAt: Date; isExpired: boolean } | null;
  }[];
};

/** For which remotes of a version scans have a credential; for the owner team and security. */
export const listScanCredentials = defineQuery({
  name: "listScanCredentials",
  permission: "catalog.read",
  input: ListScanCredentialsInput,

  async run(readers, ctx, { name, version }): Promise<ScanCredentials> {
    const found = await findVisibleVersion(readers, ctx, { name, version });
    if (found === null)
      throw new AppError("not_found", "There is no such version that you may see.");
    const { server, document } = found;
    if (!can(ctx.actor, "server.own") || !mayOperate(server, ctx.actor))
      return { mayKeep: false, remotes: [] };
    const rows = await readers.db.scanCredential.findMany({
      where: { serverId: server.id },
      select: { url: true, header: true, byName: true, at: true, expiresAt: true },
    });
    const urls = objectsIn(document, "remotes").map((one) => textIn(one, "url"));
    // Those of addresses that only other versions have can be removed here too.
    const all = new Set([...urls.filter(isSecured), ...rows.map(({ url }) => url)]);
    return {
      mayKeep: true,
      remotes: [...all].map((url) => {
        const row = rows.find((one) => one.url === url);
        return { url, kept: row === undefined ? null : keptOf(row, ctx.now) };
      }),
    };
  },
});

/** Others are never shown one. */
const isSecured = (url: string): boolean => /^https:/i.test(url);

type Row = { header: string; byName: string; at: Date; expiresAt: Date };
const keptOf = ({ header, byName: by, at, expiresAt }: Row, now: Date) => ({
  ...{ header, by, at, expiresAt },
  isExpired: expiresAt <= now,
});
