import { guarded } from "#components/admin/guarded.tsx";
import { EditClosed } from "#components/requests/new/edit-closed.tsx";
import { REQUESTS_CRUMB } from "#components/requests/new/crumbs.ts";
import { RequestPage } from "#components/requests/new/request-page.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { getFormOptions } from "#lib/intake/get-form-options.ts";
import { loadRequest } from "../load-request.ts";
import { knownEndpoints } from "../../new/known-endpoints.ts";
import { editRequestAction } from "./actions.ts";
import { editedValues, knownEvidence, wordsOf } from "./edit-values.ts";

export const metadata = { title: "Edit request" };

type Props = { params: Promise<{ number: string }> };

export default async function EditRequestPage({ params }: Props) {
  const { ctx, request } = await loadRequest((await params).number);
  return guarded(async () => {
    const options = await getFormOptions(ctx, {});
    if (!request.allowed.includes("edit")) return <EditClosed request={request} />;
    const { number, kind, serverId, serverName } = request;
    const server = serverId === null ? null : await getServer(ctx, { name: serverName });
    return (
      <RequestPage
        {...wordsOf(request)}
        kind={kind}
        options={options}
        server={server}
        endpoints={server && kind === "change_server" ? await knownEndpoints(ctx, server) : []}
        title={`Edit ${number}: ${showHidden(request.title)}`}
        breadcrumb={[...REQUESTS_CRUMB, { href: `/requests/${number}`, label: number }]}
        values={editedValues(request, ctx.actor.id)}
        action={editRequestAction}
        evidence={knownEvidence(request)}
      />
    );
  });
}
