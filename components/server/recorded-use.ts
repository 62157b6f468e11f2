"use client";

import { useRef } from "react";

export type Use = { name: string; version: string; client: string };

/** Tells the owner, once per client while the page is open, that somebody connects it. */
export function useRecordedUse(
  { name, version }: Omit<Use, "client">,
  record: (use: Use) => Promise<unknown>,
): (client: string) => void {
  const told = useRef(new Set<string>());
  return (client) => {
    if (told.current.has(client)) return;
    told.current.add(client);
    // That it could not be noted must not stop anybody from connecting.
    record({ name, version, client }).catch(() => told.current.delete(client));
  };
}
