import { NEW_CRUMB } from "#components/requests/new/crumbs.ts";
import { RequestPage } from "#components/requests/new/request-page.tsx";
import { AboutServer } from "#components/requests/new/about-server.tsx";
import { VersionNotice } from "#components/requests/new/version-notice.tsx";
import { getServer } from "#lib/catalog/get-server.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";
import { writeJson, writeTools, type FormValues } from "#lib/intake/core/request-form.ts";
import type { FormOptions } from "#lib/intake/get-form-options.ts";
import { proposeVersion } from "#lib/intake/propose-version.ts";
import { sealEvidence } from "#lib/intake/seal-evidence.ts";
import type { Context } from "#lib/kernel/context.ts";
import { KIND_WORDS, type RequestKind } from "#lib/requests/core/words.ts";
import { knownEndpoints } from "./known-endpoints.ts";
import { createRequestAction } from "./actions.ts";
import { chooseServerPage, type PersonContext } from "./choose-server-page.tsx";
import { AFTER_CREATING, CREATE_LABELS } from "./page-words.ts";

/** A request about a server, of a kind that needs no document. */
export async function aboutPage(
  ctx: PersonContext,
  options: FormOptions,
  { kind, server: name, prefill }: { kind: RequestKind; server: string; prefill: FormValues },
) {
  const server = await findServer(ctx, name);
  if (!server) return chooseServerPage(ctx, kind, name);
  return (
    <RequestPage
      {...wordsOf(kind)}
      options={options}
      server={server}
      endpoints={kind === "change_server" ? await knownEndpoints(ctx, server) : []}
      values={{ kind, serverName: server.name, urgency: "normal", ...prefill }}
      notices={<AboutServer server={server} />}
    />
  );
}

/** A further version, from the newest that its sources know. */
export async function versionPage(ctx: PersonContext, options: FormOptions, name: string) {
  const server = await findServer(ctx, name);
  if (!server) return chooseServerPage(ctx, "add_version", name);
  const proposal = await proposeVersion(ctx, { name: server.name });
  return (
    <RequestPage
      {...wordsOf("add_version")}
      options={options}
      server={server}
      values={{
        kind: "add_version",
        serverName: server.name,
        urgency: "normal",
        ...(proposal && {
          server: writeJson(proposal.document),
          tools: writeTools(proposal.tools),
          evidence: sealEvidence(proposal.evidence, ctx.actor.id),
        }),
      }}
      document={proposal?.document ?? null}
      evidence={proposal?.evidence ?? null}
      notices={
        <>
          <AboutServer server={server} />
          <VersionNotice proposal={proposal} />
        </>
      }
    />
  );
}

async function findServer(ctx: Context, name: string) {
  const ref = ServerRef.safeParse({ name });
  return ref.success ? getServer(ctx, ref.data) : null;
}

const wordsOf = (kind: RequestKind) => ({
  ...CREATE_LABELS,
  kind,
  title: KIND_WORDS[kind].label,
  description: KIND_WORDS[kind].explanation,
  breadcrumb: NEW_CRUMB,
  afterwards: AFTER_CREATING,
  action: createRequestAction,
});
