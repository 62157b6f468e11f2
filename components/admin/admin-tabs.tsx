"use client";

import { usePathname } from "next/navigation";
import { Tabs } from "#components/ui/tabs.tsx";
import type { AdminSection } from "./admin-sections.ts";

export function AdminTabs({ sections }: { sections: readonly AdminSection[] }) {
  const pathname = usePathname();
  if (sections.length === 0) return null;
  const tabs = [{ href: "/admin", label: "Overview" }, ...sections].map(({ href, label }) => ({
    href,
    label,
    current: href === "/admin" ? pathname === href : pathname.startsWith(href),
  }));
  return (
    <div className="mb-6">
      <Tabs label="Admin" tabs={tabs} />
    </div>
  );
}
