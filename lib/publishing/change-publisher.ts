import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import {
  publisherPerson,
  requireSound,
  SETTINGS,
  settingFacts,
  storedClaims,
} from "./publisher-settings.ts";
import { ChangePublisherInput } from "./schemas.ts";

/** Changes the settings that are given. Tokens that are out end: the next exchange asks anew. */
export const changePublisher = defineCommand({
  name: "changePublisher",
  permission: "publisher.manage",
  input: ChangePublisherInput,

  async run(tx, ctx, { id, person, claims, ...wanted }) {
    const before = await lockPublisher(tx, id);
    requireSound({
      issuer: wanted.issuer ?? before.issuer,
      claims: claims ?? storedClaims(before.claims),
      allowedHosts: wanted.allowedHosts ?? before.allowedHosts,
    });
    const given = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined),
    );
    const after = await tx.trustedPublisher.update({
      where: { id },
      data: {
        ...given,
        ...(claims === undefined ? {} : { claims: claims }),
        ...(person === undefined ? {} : { userId: await publisherPerson(tx, person) }),
      },
      select: SETTINGS,
    });
    const facts = { before: settingFacts(before), after: settingFacts(after) };
    if (JSON.stringify(facts.before) === JSON.stringify(facts.after))
      return { result: undefined, audit: [] };
    await tx.registryToken.updateMany({
      where: { publisherId: id, expiresAt: { gt: ctx.now } },
      data: { expiresAt: ctx.now },
    });
    return {
      result: undefined,
      audit: [{ action: "publisher.change", targetKind: "publisher", targetId: id, ...facts }],
    };
  },
});

/** A step: the publisher, locked until the transaction ends. */
export async function lockPublisher(tx: Tx, id: string) {
  await tx.$queryRaw`SELECT 1 FROM "TrustedPublisher" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.trustedPublisher.findUnique({ where: { id }, select: SETTINGS });
  if (!row) throw new AppError("not_found", "There is no such publisher.");
  return row;
}
