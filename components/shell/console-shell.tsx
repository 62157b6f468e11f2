import type { ReactNode } from "react";
import { CommandPalette } from "#components/palette/command-palette.tsx";
import type { PaletteAction } from "#components/palette/palette-actions.ts";
import { Link } from "#components/ui/link.tsx";
import { ToastRegion } from "#components/ui/toasts.tsx";
import { Logo } from "./logo.tsx";
import type { NavItem } from "./nav-items.ts";
import { FoldedNav, NavList } from "./nav-list.tsx";

type Props = {
  nav: readonly NavItem[];
  actions: readonly PaletteAction[];
  bell: ReactNode;
  personMenu: ReactNode;
  banner: ReactNode;
  children: ReactNode;
};

/** The frame of every signed-in page: skip link, top bar, navigation, content. */
export function ConsoleShell({ nav, actions, bell, personMenu, banner, children }: Props) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-4 py-2 font-medium text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to content
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-surface">
        <div className="flex h-14 items-center gap-3 px-4">
          <FoldedNav items={nav} />
          <Link
            href="/servers"
            className="flex items-center gap-2 text-lg font-semibold tracking-tight md:w-46"
          >
            <Logo />
            <span className="max-sm:sr-only">Gatehouse</span>
          </Link>
          <div className="flex min-w-0 flex-1 md:max-w-md">
            <CommandPalette actions={actions} />
          </div>
          <div className="ml-auto flex items-center gap-2">
            {bell}
            {personMenu}
          </div>
        </div>
      </header>
      {banner}
      <div className="flex flex-1">
        <nav
          aria-label="Main"
          className="sticky top-14 hidden h-[calc(100dvh-3.5rem)] w-52 shrink-0 overflow-y-auto border-r border-line p-3 md:block"
        >
          <NavList items={nav} />
        </nav>
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 py-6 outline-none md:px-7">
          {/* Tables may use the whole screen. */}
          <div className="mx-auto max-w-7xl has-[[data-wide]]:max-w-none">{children}</div>
        </main>
      </div>
      <ToastRegion />
    </div>
  );
}
