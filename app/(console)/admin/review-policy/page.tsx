import { guarded } from "#components/admin/guarded.tsx";
import { PolicyPanel } from "#components/reviews/policy-panel.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listPolicies } from "#lib/reviews/list-policies.ts";
import * as actions from "./actions.ts";

export const metadata = { title: "Review policy" };

export default async function ReviewPolicyPage() {
  const ctx = await sessionContext();
  return guarded(async () => {
    const list = await listPolicies(ctx, {});
    return (
      <>
        <PageHeader
          title="Review policy"
          description="What an approval takes, by the risk of what is asked for."
        />
        <PolicyPanel
          list={list}
          manages={can(ctx.actor, "policy.manage")}
          now={ctx.now}
          actions={actions}
        />
      </>
    );
  });
}
