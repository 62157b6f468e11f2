"use client";

import {
  BadgeCheck,
  Ban,
  Boxes,
  CalendarOff,
  ChartColumn,
  ClipboardCheck,
  Download,
  Inbox,
  KeyRound,
  LayoutGrid,
  Menu,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
} from "lucide-react";
import { usePathname } from "next/navigation";
import type { LucideIcon } from "lucide-react";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import type { NavIcon, NavItem } from "./nav-items.ts";

const ICONS: Record<NavIcon, LucideIcon> = {
  browse: LayoutGrid,
  requests: Inbox,
  reviews: ClipboardCheck,
  mine: Boxes,
  retirements: CalendarOff,
  teams: Users,
  publishers: BadgeCheck,
  revocations: Ban,
  trust: ShieldCheck,
  quality: ChartColumn,
  audit: ScrollText,
  exports: Download,
  tokens: KeyRound,
  admin: Settings,
};

/** The main navigation with the current page marked. */
export function NavList({ items }: { items: readonly NavItem[] }) {
  const pathname = usePathname();
  return (
    <ul className="flex flex-col gap-0.5">
      {items.map((item) => {
        const Icon = ICONS[item.icon];
        const current = pathname === item.href || pathname.startsWith(`${item.href}/`);
        return (
          <li key={item.href}>
            <Link
              href={item.href}
              prefetch={null}
              aria-current={pathname === item.href ? "page" : current ? "true" : undefined}
              className={classNames(
                "flex h-8 items-center gap-2.5 rounded-md px-2.5",
                current
                  ? "bg-hover font-medium text-ink"
                  : "text-muted hover:bg-hover hover:text-ink",
              )}
            >
              <Icon aria-hidden className="size-4 shrink-0" />
              {item.label}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** The same navigation folded away, for narrow screens; going somewhere folds it again. */
export function FoldedNav({ items }: { items: readonly NavItem[] }) {
  const pathname = usePathname();
  return (
    <details key={pathname} className="group md:hidden">
      <summary className="flex size-9 items-center justify-center rounded-md hover:bg-hover">
        <Menu aria-hidden className="size-5" />
        <span className="sr-only">Menu</span>
      </summary>
      <nav
        aria-label="Main"
        className="absolute inset-x-0 top-full border-b border-line bg-raised p-3 shadow-lg"
      >
        <NavList items={items} />
      </nav>
    </details>
  );
}
