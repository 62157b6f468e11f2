"use client";

import { useEffect, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { KeyHelp } from "#components/ui/key-help.tsx";
import { focusSearch, isPageKey, leaveEmptySearch, moveRow } from "#components/ui/row-focus.ts";

const HELP = [
  ["/", "Search this page"],
  ["⌘K or Ctrl K", "Go anywhere"],
  ["j and k", "Next and previous server"],
  ["Enter", "Open the server"],
  ["?", "This help"],
] as const;

/** j, k, / and ? on the browse page; Enter follows the link that has the focus. */
export function BrowseKeys() {
  const [help, setHelp] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!isPageKey(event)) return;
      if (event.key === "/") focusSearch(event);
      else if (event.key === "j") moveRow(1);
      else if (event.key === "k") moveRow(-1);
      else if (event.key === "?") setHelp(true);
    };
    document.addEventListener("keydown", onKey);
    document.addEventListener("keydown", leaveEmptySearch);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("keydown", leaveEmptySearch);
    };
  }, []);

  return (
    <Dialog open={help} onClose={() => setHelp(false)} title="Keyboard">
      <KeyHelp keys={HELP} />
    </Dialog>
  );
}
