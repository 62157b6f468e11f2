import { randomBytes, randomUUID } from "node:crypto";
import { AppError } from "#lib/kernel/errors.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { identityFacts, lockIdentity, setNamespaces, teamId } from "./lock-identity.ts";
import { CreateIdentityInput } from "./schemas.ts";

const TOKEN_BYTES = 24;

/** Records who a publisher is, and which namespaces are theirs; a domain is proven afterwards. */
export const createIdentity = defineCommand({
  name: "createIdentity",
  permission: "publisher.manage",
  input: CreateIdentityInput,

  async run(tx, ctx, { name, kind, identity, team, namespaces }) {
    const known = await tx.publisher.findFirst({
      where: { OR: [{ kind, identity }, { name }] },
      select: { name: true, identity: true },
    });
    if (known !== null)
      throw new AppError("conflict", `${known.name} (${known.identity}) is recorded already.`);
    const id = randomUUID();
    await tx.publisher.create({
      data: {
        id,
        name,
        kind,
        identity,
        teamId: await teamId(tx, team),
        token: randomBytes(TOKEN_BYTES).toString("base64url"),
        createdById: ctx.actor.kind === "user" ? ctx.actor.id : id,
        createdAt: ctx.now,
      },
      select: { id: true },
    });
    await setNamespaces(tx, { id, kind, identity }, { namespaces, now: ctx.now });
    return {
      result: { id },
      audit: [
        {
          action: "identity.create",
          targetKind: "publisher",
          targetId: id,
          before: null,
          after: identityFacts(await lockIdentity(tx, id)),
        },
      ],
    };
  },
});
