import { Overview } from "#components/server/overview.tsx";
import { listOwnerCandidates } from "#lib/catalog/list-owner-candidates.ts";
import { assignOwnerAction, classifyAction, concealAction } from "./actions.ts";
import { describeAction, exposeAction, recordUseAction, setVisibilityAction } from "./actions.ts";
import { loadServer, type ServerParams } from "./load-server.ts";

const ACTIONS = {
  assignOwnerAction,
  classifyAction,
  concealAction,
  describeAction,
  exposeAction,
  recordUseAction,
  setVisibilityAction,
};

export default async function ServerOverviewPage({ params }: { params: ServerParams }) {
  const { ctx, server } = await loadServer(params);
  const choosesTeams = server.allowed.some(
    (action) => action === "assign_owner" || action === "set_visibility",
  );
  const teams = choosesTeams ? await listOwnerCandidates(ctx, {}) : [];
  return <Overview server={server} now={ctx.now} teams={teams} actions={ACTIONS} />;
}
