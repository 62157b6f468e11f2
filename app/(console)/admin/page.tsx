import { adminSections } from "#components/admin/admin-sections.ts";
import { AdminOverview } from "#components/admin/admin-overview.tsx";
import { DemoSection } from "#components/admin/demo-section.tsx";
import { Refused } from "#components/admin/refused.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { env } from "#lib/config/env.ts";
import { countDemo } from "#lib/demo/count-demo.ts";
import { can } from "#lib/kernel/permissions.ts";
import { removeDemoAction } from "./actions.ts";

export const metadata = { title: "Admin" };

export default async function AdminPage() {
  const ctx = await sessionContext();
  const sections = adminSections(ctx.actor);
  if (sections.length === 0)
    return <Refused message="The admin pages are for administrators and auditors." />;
  const demo = can(ctx.actor, "demo.remove") ? await countDemo(ctx, {}) : null;
  return (
    <>
      <PageHeader title="Admin" description="How this catalog is fed, shown and run." />
      <AdminOverview sections={sections} />
      {demo && <DemoSection counts={demo} keepsPeople={env.demoSignIn} remove={removeDemoAction} />}
    </>
  );
}
