"use client";

import { useSyncExternalStore } from "react";

const KEY = "gatehouse.client";
const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage may be switched off; then the first client is shown.
  }
}

/** The client a person connects with, remembered in this browser across servers. */
export function useRememberedClient(): [string | null, (client: string) => void] {
  const client = useSyncExternalStore(subscribe, read, () => null);
  const remember = (next: string) => {
    try {
      localStorage.setItem(KEY, next);
    } catch {
      return; // Not remembered: storage is switched off.
    }
    for (const listener of listeners) listener();
  };
  return [client, remember];
}
