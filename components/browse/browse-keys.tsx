"use client";

import { useEffect, useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

const HELP: readonly [string, string][] = [
  ["/", "Search this page"],
  ["⌘K or Ctrl K", "Go anywhere"],
  ["j and k", "Next and previous server"],
  ["Enter", "Open the server"],
  ["?", "This help"],
];

/** j, k, / and ? on the browse page; Enter follows the link that has the focus. */
export function BrowseKeys() {
  const [help, setHelp] = useState(false);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("dialog[open]")) return;
      if (event.key === "/") focusSearch(event);
      else if (event.key === "j") move(1);
      else if (event.key === "k") move(-1);
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
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2">
        {HELP.map(([keys, what]) => (
          <div key={keys} className="col-span-2 grid grid-cols-subgrid">
            <dt>
              <Kbd>{keys}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}

/** The browser's first Escape empties the search; the next one gives j and k back. */
function leaveEmptySearch({ key, target }: KeyboardEvent): void {
  if (key !== "Escape" || !(target instanceof HTMLInputElement)) return;
  if ("pageSearch" in target.dataset && target.value === "") target.blur();
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>("[data-page-search]");
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
}

function move(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>("[data-row-link]")];
  const at = links.findIndex((link) => link === document.activeElement);
  const next = at === -1 ? (step === 1 ? 0 : links.length - 1) : at + step;
  links[Math.min(Math.max(next, 0), links.length - 1)]?.focus();
}
