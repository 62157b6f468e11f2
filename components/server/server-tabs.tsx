"use client";

import { usePathname } from "next/navigation";
import { Tabs } from "#components/ui/tabs.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";

type Counts = { tools: number; versions: number; deployments: number };

type Props = {
  name: string;
  counts: Counts;
  /** For those who own or oversee it. */
  operates: boolean;
  /** A retirement runs, or has ended it. */
  retires: boolean;
};

/** Stands in the layout, which does not know the address of the tab below it. */
export function ServerTabs({ name, counts, operates, retires }: Props) {
  const base = serverPath(name);
  const rest = usePathname().slice(base.length).split("/")[1] ?? "";
  const tab = (label: string, segment: string, count?: number) => ({
    label,
    href: serverPath(name, segment),
    current: rest === segment,
    ...(count === undefined ? {} : { count }),
  });
  return (
    <Tabs
      label="Server"
      tabs={[
        tab("Overview", ""),
        tab("Tools", "tools", counts.tools),
        tab("Versions", "versions", counts.versions),
        tab("Trust", "trust"),
        tab("Deployments", "deployments", counts.deployments),
        tab("Activity", "activity"),
        ...(retires ? [tab("Retirement", "retirement")] : []),
        ...(operates ? [tab("Operate", "operate")] : []),
      ]}
    />
  );
}
