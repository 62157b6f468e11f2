"use client";

import { useSyncExternalStore } from "react";

/** The key of the log that the reader keeps in this browser, to compare later visits with. */
const NAME = "gatehouse.audit.key";
const CHANGED = "gatehouse-audit-key";

function subscribe(changed: () => void): () => void {
  addEventListener("storage", changed);
  addEventListener(CHANGED, changed);
  return () => {
    removeEventListener("storage", changed);
    removeEventListener(CHANGED, changed);
  };
}

/** Null where the browser keeps nothing for us. */
function read(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null;
  }
}

/** The fingerprint that is kept; null: none. */
export const useKeptKey = (): string | null => useSyncExternalStore(subscribe, read, () => null);

export function keepKey(fingerprint: string | null): void {
  try {
    if (fingerprint === null) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, fingerprint);
  } catch {
    // The browser keeps nothing for us: the reader sees that no key is kept.
  }
  dispatchEvent(new Event(CHANGED));
}
