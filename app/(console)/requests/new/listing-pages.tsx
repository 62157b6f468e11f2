import { ChooseKind } from "#components/requests/new/choose-kind.tsx";
import { NEW_CRUMB } from "#components/requests/new/crumbs.ts";
import { KinNotices } from "#components/requests/new/kin-notices.tsx";
import { ReadAs } from "#components/requests/new/read-as.tsx";
import { RequestPage } from "#components/requests/new/request-page.tsx";
import { getServer } from "#lib/catalog/get-server.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";
import { blankDocument } from "#lib/intake/core/draft-document.ts";
import { writeJson, writeTools, type FormValues } from "#lib/intake/core/request-form.ts";
import type { FormOptions } from "#lib/intake/get-form-options.ts";
import { inspectReference, type IntakeView } from "#lib/intake/inspect-reference.ts";
import { sealEvidence } from "#lib/intake/seal-evidence.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { stringifyJson } from "#lib/kernel/json.ts";
import { KIND_WORDS } from "#lib/requests/core/words.ts";
import { createRequestAction } from "./actions.ts";
import { chooseServerPage, type PersonContext } from "./choose-server-page.tsx";
import { AFTER_CREATING, CREATE_LABELS } from "./page-words.ts";

/** What was pasted, looked up, as a filled-in form. */
export async function referencePage(ctx: PersonContext, options: FormOptions, reference: string) {
  const found = await inspected(ctx, reference);
  if ("refused" in found) return <ChooseKind reference={reference} error={found.refused} />;
  const notices = <ReadAs view={found.view} />;
  return listingPage(options, {
    view: found.view,
    notices,
    values: valuesOf(ctx, options, found.view),
  });
}

async function inspected(
  ctx: PersonContext,
  reference: string,
): Promise<{ view: IntakeView } | { refused: string }> {
  try {
    return { view: await inspectReference(ctx, { reference }) };
  } catch (error) {
    const refused = error instanceof AppError ? error.fields["reference"]?.[0] : undefined;
    if (refused === undefined) throw error;
    return { refused };
  }
}

/** A server that a mirror or an import brought, to be promoted with the document it came with. */
export async function candidatePage(ctx: PersonContext, options: FormOptions, name: string) {
  const ref = ServerRef.safeParse({ name });
  const server = ref.success ? await getServer(ctx, ref.data) : null;
  if (!server?.current) return chooseServerPage(ctx, "list_server", name);
  const view = await inspectReference(ctx, { reference: stringifyJson(server.current.document) });
  const values = {
    ...valuesOf(ctx, options, view),
    origin: server.origin,
    dataClassification: server.classification ?? "",
    categories: server.categories.join(", "),
    tags: server.tags.join(", "),
    ...(server.owner && { ownerTeam: server.owner.slug }),
  };
  return listingPage(options, { view, values, notices: null });
}

type Listing = { view: IntakeView; values: FormValues; notices: React.ReactNode };

function listingPage(options: FormOptions, { view, values, notices }: Listing) {
  return (
    <RequestPage
      {...LISTING}
      options={options}
      values={values}
      document={view.found ? view.document : null}
      evidence={view.evidence}
      notices={
        <>
          {notices}
          <KinNotices kin={view.kin} />
        </>
      }
    />
  );
}

/** Described by hand, from an empty document. */
export function handPage(options: FormOptions) {
  const values = { ...startOf(options), server: writeJson(blankDocument()) };
  return <RequestPage {...LISTING} options={options} values={values} />;
}

const LISTING = {
  ...CREATE_LABELS,
  kind: "list_server",
  server: null,
  title: KIND_WORDS.list_server.label,
  description: KIND_WORDS.list_server.explanation,
  breadcrumb: NEW_CRUMB,
  afterwards: AFTER_CREATING,
  action: createRequestAction,
} as const;

function valuesOf(ctx: PersonContext, options: FormOptions, view: IntakeView): FormValues {
  return {
    ...startOf(options),
    server: writeJson(view.document),
    tools: writeTools(view.tools),
    evidence: sealEvidence(view.evidence, ctx.actor.id),
  };
}

/** Who belongs to one team asks for that team, as a rule. */
function startOf({ teams }: FormOptions): FormValues {
  const mine = teams.filter((team) => team.mine);
  const [only] = mine;
  return {
    kind: "list_server",
    urgency: "normal",
    ...(only && mine.length === 1 && { ownerTeam: only.slug }),
  };
}
