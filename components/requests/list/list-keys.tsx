"use client";

import { useEffect, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { KeyHelp } from "#components/ui/key-help.tsx";
import { focusSearch, isPageKey, leaveEmptySearch, moveRow } from "#components/ui/row-focus.ts";

/** What a key does beside moving; the row is the one with the focus, if any has it. */
export type RowKey = { key: string; what: string; run: (row: HTMLElement | null) => void };

type Props = { noun: string; more?: readonly RowKey[] };

/** j, k, o, / and ? on a list; `more` adds keys that act on the row with the focus. */
export function ListKeys({ noun, more }: Props) {
  const [help, setHelp] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPageKey(event)) return;
      const own = more?.find(({ key }) => key === event.key);
      if (own) {
        // The letter must not land in the field that this may open.
        event.preventDefault();
        own.run(rowInFocus());
      } else if (event.key === "?") setHelp(true);
      else LIST_KEYS[event.key]?.(event);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("keydown", leaveEmptySearch);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("keydown", leaveEmptySearch);
    };
  }, [more]);

  return (
    <Dialog open={help} onClose={() => setHelp(false)} title="Keyboard">
      <KeyHelp keys={keysOf(noun, more ?? [])} />
    </Dialog>
  );
}

/** The keys of a list with what they do. */
export const keysOf = (noun: string, more: readonly Pick<RowKey, "key" | "what">[]) => [
  ["j and k", `Next and previous ${noun}`] as const,
  ["Enter or o", `Open the ${noun}`] as const,
  ...more.map(({ key, what }) => [key, what] as const),
  ["/", "Search this page"] as const,
  ["⌘K or Ctrl K", "Go anywhere"] as const,
  ["?", "This help"] as const,
];

const LIST_KEYS: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
  "/": focusSearch,
  j: () => moveRow(1),
  k: () => moveRow(-1),
  o: () => rowInFocus()?.querySelector<HTMLElement>("[data-row-link]")?.click(),
};

const rowInFocus = () => document.activeElement?.closest<HTMLElement>("tr") ?? null;
