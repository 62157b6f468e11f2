import { Tabs } from "#components/ui/tabs.tsx";

/** The log, and whether it is all there. */
export function AuditTabs({ current }: { current: "records" | "completeness" }) {
  return (
    <div className="mb-4">
      <Tabs
        label="Audit"
        tabs={[
          { href: "/audit", label: "Records", current: current === "records" },
          {
            href: "/audit/completeness",
            label: "Completeness",
            current: current === "completeness",
          },
        ]}
      />
    </div>
  );
}
