import type { ReactNode } from "react";
import { AdminTabs } from "#components/admin/admin-tabs.tsx";
import { adminSections } from "#components/admin/admin-sections.ts";
import { sessionContext } from "#lib/auth/context.ts";

/** The row of admin pages this person may use; each page decides again in its queries. */
export default async function AdminLayout({ children }: { children: ReactNode }) {
  const { actor } = await sessionContext();
  return (
    <>
      <AdminTabs sections={adminSections(actor)} />
      {children}
    </>
  );
}
