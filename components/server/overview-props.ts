import type { ServerView } from "#lib/catalog/get-server.ts";
import type { OwnerCandidate } from "#lib/catalog/list-owner-candidates.ts";
import type { FormAction } from "./form-dialog.tsx";
import type { Use } from "./recorded-use.ts";

type ServerActions = Readonly<
  Record<
    | "describeAction"
    | "classifyAction"
    | "assignOwnerAction"
    | "setVisibilityAction"
    | "exposeAction"
    | "concealAction",
    FormAction
  >
> & { readonly recordUseAction: (use: Use) => Promise<unknown> };

export type OverviewProps = {
  server: ServerView;
  now: Date;
  /** Teams to choose from, for those who may choose; else empty. */
  teams: readonly OwnerCandidate[];
  actions: ServerActions;
};
