import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError, fieldError } from "#lib/kernel/errors.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { defineCommand } from "#lib/verbs/define-command.ts";
import { lockOperated, type OperatedServer } from "./lock-owned.ts";
import { SetResponsibleInput } from "./schemas.ts";

/** Names who answers for a server and who is next in line: active members of the owner team. */
export const setResponsible = defineCommand({
  name: "setResponsible",
  permission: "server.own",
  input: SetResponsibleInput,

  async run(tx, ctx, { name, responsible, deputy }) {
    const server = await lockOperated(tx, ctx, name);
    const named = peopleOf(server);
    if (named.responsible === responsible && named.deputy === deputy)
      return { result: { changed: false }, audit: [] };
    if (responsible !== null && responsible === deputy)
      throw fieldError("deputy", "The deputy is somebody else, who is next in line.");
    const responsibleId = await memberOf(tx, server, { field: "responsible", email: responsible });
    const deputyId = await memberOf(tx, server, { field: "deputy", email: deputy });
    await tx.server.update({
      where: { id: server.id },
      data: { responsibleId, deputyId, updatedAt: ctx.now },
      select: { id: true },
    });
    await tellNamed(tx, ctx, { server, ids: [responsibleId, deputyId] });
    return {
      result: { changed: true },
      audit: [
        {
          action: "server.set_people",
          targetKind: "server",
          targetId: server.id,
          before: {
            responsible: server.responsible?.id ?? null,
            deputy: server.deputy?.id ?? null,
          },
          after: { responsible: responsibleId, deputy: deputyId },
        },
      ],
    };
  },
});

const peopleOf = ({ responsible, deputy }: OperatedServer) => ({
  responsible: responsible?.email ?? null,
  deputy: deputy?.email ?? null,
});

/** Who was named before knows it. */
async function tellNamed(
  tx: Tx,
  ctx: Context,
  { server, ids }: { server: OperatedServer; ids: (string | null)[] },
): Promise<void> {
  const known = [server.responsible?.id, server.deputy?.id];
  const fresh = ids.filter((id) => id !== null && !known.includes(id));
  if (fresh.length === 0) return;
  await writeEvent(tx, ctx, {
    topic: "ownership.orphaned",
    subject: { kind: "server", id: server.id },
    title: `You were named for ${server.title ?? server.name}`,
    body: "Somebody named you as the person who answers for it, or as the deputy.",
    link: serverPath(server.name, "operate"),
    to: fresh,
    data: { server: server.name },
  });
}

async function memberOf(
  tx: Tx,
  { ownerTeamId }: OperatedServer,
  { field, email }: { field: string; email: string | null },
): Promise<string | null> {
  if (email === null) return null;
  if (ownerTeamId === null)
    throw new AppError("conflict", "This server has no owner team yet: ask for its ownership.");
  const person = await tx.user.findUnique({
    where: { email },
    select: { id: true, disabledAt: true, memberships: { where: { teamId: ownerTeamId } } },
  });
  if (!person || person.disabledAt !== null || person.memberships.length === 0)
    throw fieldError(field, `${email} is not an active member of the owner team.`);
  return person.id;
}
