import { NEW_CRUMB } from "#components/requests/new/crumbs.ts";
import { RequestPage } from "#components/requests/new/request-page.tsx";
import {
  WaiverNotice,
  WaiverRefused,
  type Refused,
} from "#components/requests/new/waiver-notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { getServer } from "#lib/catalog/get-server.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";
import type { FormValues } from "#lib/intake/core/request-form.ts";
import type { FormOptions } from "#lib/intake/get-form-options.ts";
import { KIND_WORDS } from "#lib/requests/core/words.ts";
import { waiverRefusal } from "#lib/trust/core/waivers.ts";
import { getTrust } from "#lib/trust/get-trust.ts";
import { GetTrustInput } from "#lib/trust/schemas.ts";
import { createRequestAction } from "./actions.ts";
import { chooseServerPage, type PersonContext } from "./choose-server-page.tsx";
import { AFTER_CREATING, CREATE_LABELS } from "./page-words.ts";

const { label, explanation } = KIND_WORDS.trust_waiver;
const WORDS = { title: label, description: explanation, breadcrumb: NEW_CRUMB } as const;

type Asked = { server: string; prefill: FormValues };

/** A waiver of one control of one version: with what the control found, or why nobody can ask. */
export async function waiverPage(
  ctx: PersonContext,
  options: FormOptions,
  { server: name, prefill }: Asked,
) {
  const ref = ServerRef.safeParse({ name });
  const server = ref.success ? await getServer(ctx, ref.data) : null;
  if (!server) return chooseServerPage(ctx, "trust_waiver", name);
  const found = await foundOf(ctx, server.name, prefill);
  const refused = found === null ? NO_CONTROL : refusedOf(found);
  if (found === null || refused !== null)
    return (
      <>
        <PageHeader {...WORDS} />
        <WaiverRefused name={server.name} {...(refused ?? NO_CONTROL)} />
      </>
    );
  return (
    <RequestPage
      {...WORDS}
      {...CREATE_LABELS}
      kind="trust_waiver"
      options={options}
      server={server}
      values={{ kind: "trust_waiver", serverName: server.name, urgency: "normal", ...prefill }}
      notices={<WaiverNotice server={server} {...found} />}
      afterwards={AFTER_CREATING}
      action={createRequestAction}
    />
  );
}

/** Null: the address names no control, or none that there is. */
async function foundOf(ctx: PersonContext, name: string, prefill: FormValues) {
  const ref = GetTrustInput.safeParse({ name, version: prefill["version"] });
  const trust = ref.success ? await getTrust(ctx, ref.data) : null;
  const option = trust?.options.find((one) => one.option === prefill["option"]);
  const control = option?.evaluated?.controls.find((one) => one.control === prefill["control"]);
  if (!trust || !option || !control) return null;
  return { version: trust.version, option, control, mayAsk: trust.waivers.mayAsk };
}

type Found = NonNullable<Awaited<ReturnType<typeof foundOf>>>;

const NO_CONTROL: Refused = {
  title: "Choose the control first",
  reason:
    "A waiver is about one control of one version. Each control that fails has a button to ask for it.",
};
const NOT_OWNER: Refused = {
  title: "Its owners ask for a waiver",
  reason: "Only members of the team that owns this server may ask. Tell one of them.",
};

function refusedOf({ control, mayAsk }: Found): Refused | null {
  const reason = waiverRefusal(control);
  if (reason !== null) return { title: "This cannot be waived", reason };
  return mayAsk ? null : NOT_OWNER;
}
