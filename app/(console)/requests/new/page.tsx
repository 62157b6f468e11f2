import { guarded } from "#components/admin/guarded.tsx";
import { ChooseKind } from "#components/requests/new/choose-kind.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { getFormOptions } from "#lib/intake/get-form-options.ts";
import { askedParams, type SearchParams } from "./asked-params.ts";
import { candidatePage, handPage, referencePage } from "./listing-pages.tsx";
import { chooseServerPage } from "./choose-server-page.tsx";
import { aboutPage, versionPage } from "./server-pages.tsx";
import { waiverPage } from "./waiver-page.tsx";

export const metadata = { title: "New request" };

export default async function NewRequestPage(props: { searchParams: SearchParams }) {
  const asked = await askedParams(props.searchParams);
  const ctx = await sessionContext();
  return guarded(async () => {
    const options = await getFormOptions(ctx, {});
    const { kind, server, ref, prefill } = asked;
    if (kind === null || kind === "list_server") {
      if (ref !== "") return referencePage(ctx, options, ref);
      if (kind === null) return <ChooseKind />;
      return server === "" ? handPage(options) : candidatePage(ctx, options, server);
    }
    if (server === "") return chooseServerPage(ctx, kind);
    if (kind === "trust_waiver") return waiverPage(ctx, options, { server, prefill });
    return kind === "add_version"
      ? versionPage(ctx, options, server)
      : aboutPage(ctx, options, { kind, server, prefill });
  });
}
