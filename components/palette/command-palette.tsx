"use client";

import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { Link } from "#components/ui/link.tsx";
import type { PaletteAction } from "./palette-actions.ts";

// Loaded when first opened: the list and its keyboard are of no use before.
const PaletteDialog = lazy(() => import("./palette-dialog.tsx"));

/** The search of the top bar: a link to the browse page until scripts run, then the palette (⌘K). */
export function CommandPalette({ actions }: { actions: readonly PaletteAction[] }) {
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey)
        return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  return (
    <>
      <Link
        href="/servers"
        aria-haspopup="dialog"
        aria-keyshortcuts="Meta+K Control+K"
        onClick={(event) => {
          event.preventDefault();
          setOpen(true);
        }}
        className="flex h-9 w-full items-center gap-2 rounded-md border border-control bg-surface px-3 text-subtle hover:border-muted"
      >
        <Search aria-hidden className="size-4 shrink-0" />
        <span className="truncate">Search or go to…</span>
        <span className="ml-auto hidden sm:block">
          <Kbd>⌘K</Kbd>
        </span>
      </Link>
      {open && (
        <Suspense fallback={null}>
          <PaletteDialog actions={actions} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
