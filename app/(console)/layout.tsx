import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Bell } from "#components/notifications/bell.tsx";
import { paletteActions } from "#components/palette/palette-actions.ts";
import { ConsoleShell } from "#components/shell/console-shell.tsx";
import { DemoBanner } from "#components/shell/demo-banner.tsx";
import { LogBanner } from "#components/shell/log-banner.tsx";
import { navItems } from "#components/shell/nav-items.ts";
import { PersonMenu } from "#components/shell/person-menu.tsx";
import { readTheme, THEME_COOKIE } from "#components/shell/theme.ts";
import { getLogState } from "#lib/audit/get-log-state.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { hasDemoData } from "#lib/demo/has-demo-data.ts";
import { can } from "#lib/kernel/permissions.ts";
import { countUnread } from "#lib/notifications/count-unread.ts";
import { signOutAction } from "../sign-in/actions.ts";
import { setThemeAction } from "./theme-action.ts";

/** The frame around signed-in pages. It decides what is offered, never what is allowed. */
export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const ctx = await sessionContext();
  const nav = navItems(ctx.actor);
  const [demo, unread, log] = await Promise.all([
    hasDemoData(ctx, {}),
    countUnread(ctx, {}),
    getLogState(ctx, {}),
  ]);
  return (
    <ConsoleShell
      nav={nav}
      actions={paletteActions(ctx.actor, nav)}
      banner={
        <>
          {log.since && <LogBanner since={log.since} />}
          {demo && <DemoBanner mayRemove={can(ctx.actor, "demo.remove")} />}
        </>
      }
      bell={<Bell unread={unread} />}
      personMenu={
        <PersonMenu
          person={ctx.actor}
          theme={readTheme((await cookies()).get(THEME_COOKIE)?.value)}
          setTheme={setThemeAction}
          signOut={signOutAction}
        />
      }
    >
      {children}
    </ConsoleShell>
  );
}
