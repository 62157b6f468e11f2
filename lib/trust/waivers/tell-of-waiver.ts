import { serverPath } from "#lib/catalog/core/paths.ts";
import type { Tx } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { membersOf, roleAndTeams } from "#lib/notifications/audience.ts";
import { writeEvent } from "#lib/notifications/write-event.ts";
import { CONTROLS, type ControlId } from "../core/controls.ts";

type Told = {
  server: { id: string; name: string; title: string | null; ownerTeamId: string | null };
  waiver: { id: string; control: string; version: string };
  /** From "The waiver of SC-02 Vulnerability Scanning for Files 1.0.0". */
  title: (what: string) => string;
  body: string;
  alsoSecurity?: boolean;
  /** Set where it is told before the end. */
  expires?: Date;
};

/** A step: a word about a waiver to the owner team, and to whom else it concerns. */
export async function tellOfWaiver(tx: Tx, ctx: Context, told: Told): Promise<void> {
  const { server, waiver, title, body, alsoSecurity = false, expires } = told;
  const { control, version } = waiver;
  const what = `The waiver of ${control} ${CONTROLS[control as ControlId].title} for ${server.title ?? server.name} ${version}`;
  await writeEvent(tx, ctx, {
    topic: "trust.waiver",
    subject: { kind: "server", id: server.id },
    title: title(what),
    body,
    link: `${serverPath(server.name, "trust")}?version=${encodeURIComponent(version)}#${control}`,
    to: alsoSecurity
      ? await roleAndTeams(tx, "security", [server.ownerTeamId])
      : await membersOf(tx, [server.ownerTeamId]),
    data: {
      ...{ server: server.name, version, control, waiver: waiver.id },
      ...(expires === undefined ? {} : { expires: expires.toISOString() }),
    },
  });
}
