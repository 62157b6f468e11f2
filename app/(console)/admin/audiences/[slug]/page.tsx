import { notFound } from "next/navigation";
import { AudiencePanel } from "#components/admin/audience-panel.tsx";
import { guarded } from "#components/admin/guarded.tsx";
import { getAudience } from "#lib/audiences/get-audience.ts";
import { AudienceRef } from "#lib/audiences/schemas.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { listTeams } from "#lib/teams/list-teams.ts";
import * as actions from "../actions.ts";

export const metadata = { title: "Audience" };

type Props = { params: Promise<{ slug: string }> };

export default async function AudiencePage({ params }: Props) {
  const ctx = await sessionContext();
  const ref = AudienceRef.safeParse(await params);
  return guarded(async () => {
    const [audience, teams] = await Promise.all([
      ref.success ? getAudience(ctx, ref.data) : null,
      listTeams(ctx, {}),
    ]);
    if (!audience) notFound();
    return (
      <AudiencePanel audience={audience} teams={teams} base={env.publicUrl} actions={actions} />
    );
  });
}
