import { notFound } from "next/navigation";
import { guarded } from "#components/admin/guarded.tsx";
import { PersonPanel } from "#components/people/person-panel.tsx";
import { RoleSource } from "#components/people/role-source.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { can } from "#lib/kernel/permissions.ts";
import { getPerson } from "#lib/people/get-person.ts";
import { listSessions } from "#lib/people/list-sessions.ts";
import { PersonRef } from "#lib/people/schemas.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Person" };

type Props = { params: Promise<{ email: string }> };

export default async function PersonPage({ params }: Props) {
  const { email } = await params;
  const ctx = await sessionContext();
  return guarded(async () => {
    const ref = PersonRef.safeParse({ email: decodeURIComponent(email) });
    const person = ref.success ? await getPerson(ctx, ref.data) : null;
    if (!person) notFound();
    const manages = can(ctx.actor, "person.manage");
    return (
      <PersonPanel
        person={person}
        sessions={manages ? await listSessions(ctx, { email: person.email }) : []}
        now={ctx.now}
        manages={manages}
        self={person.id === ctx.actor.id}
        actions={actions}
      >
        <RoleSource oidc={env.oidc} />
      </PersonPanel>
    );
  });
}
