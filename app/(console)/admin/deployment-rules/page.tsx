import { guarded } from "#components/admin/guarded.tsx";
import { RulesForm } from "#components/admin/rules-form.tsx";
import { RuleViolations } from "#components/admin/rule-violations.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { can } from "#lib/kernel/permissions.ts";
import { listDeploymentRules } from "#lib/rules/list-deployment-rules.ts";
import { setRulesAction } from "./actions.ts";

export const metadata = { title: "Deployment rules" };

export default async function DeploymentRulesPage() {
  const ctx = await sessionContext();
  return guarded(async () => {
    const view = await listDeploymentRules(ctx, {});
    return (
      <>
        <PageHeader
          title="Deployment rules"
          description="Where servers may run, by the most sensitive data they touch."
        />
        <div className="flex flex-col gap-6">
          <RulesForm view={view} manages={can(ctx.actor, "rules.manage")} save={setRulesAction} />
          <RuleViolations violations={view.violations} />
        </div>
      </>
    );
  });
}
