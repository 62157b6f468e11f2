import { ReviewPage } from "#components/requests/review/review-page.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { isEnded } from "#lib/requests/core/words.ts";
import { getNextRequest } from "#lib/requests/get-next-request.ts";
import { listReviewers } from "#lib/requests/list-reviewers.ts";
import * as actions from "../actions.ts";
import { findRequest, loadRequest } from "./load-request.ts";

type Props = { params: Promise<{ number: string }> };

export async function generateMetadata({ params }: Props) {
  const { request } = await findRequest((await params).number);
  return { title: request ? `${request.number} ${showHidden(request.title)}` : "Not found" };
}

export default async function RequestPage({ params }: Props) {
  const { ctx, request } = await loadRequest((await params).number);
  const { change, kind, state, serverId } = request;
  const showsServer =
    serverId !== null && (change.json === null || kind === "change_server") && !isEnded(state);
  const [next, reviewers, server] = await Promise.all([
    getNextRequest(ctx, { exceptId: request.id }),
    request.allowed.includes("assign") ? listReviewers(ctx, {}) : [],
    showsServer ? getServer(ctx, { name: request.serverName }) : null,
  ]);
  return (
    <ReviewPage
      request={request}
      server={server}
      next={next}
      reviewers={reviewers}
      me={ctx.actor.id}
      now={ctx.now}
      actions={actions}
    />
  );
}
