import { notFound } from "next/navigation";
import { TeamPanel } from "#components/teams/team-panel.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { getTeam } from "#lib/teams/get-team.ts";
import { TeamRef } from "#lib/teams/schemas.ts";
import * as actions from "../actions.ts";

type Props = { params: Promise<{ slug: string }> };

export async function generateMetadata({ params }: Props) {
  return { title: `Team ${(await params).slug}` };
}

export default async function TeamPage({ params }: Props) {
  const ctx = await sessionContext();
  const ref = TeamRef.safeParse(await params);
  const team = ref.success ? await getTeam(ctx, ref.data) : null;
  if (!team) notFound();

  return <TeamPanel team={team} now={ctx.now} actions={actions} />;
}
