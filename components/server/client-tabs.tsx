"use client";

import type { KeyboardEvent } from "react";
import { classNames } from "#components/ui/class-names.ts";
import type { ClientId } from "#lib/clients/core/enforcement.ts";
import { clientName } from "./client-names.ts";

type Props = {
  clients: readonly ClientId[];
  current: ClientId | null;
  onChoose: (client: ClientId) => void;
};

/** A tab list as the ARIA practices describe it: arrows move, one tab stop. */
export function ClientTabs({ clients, current, onChoose }: Props) {
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || current === null) return;
    const at = (clients.indexOf(current) + step + clients.length) % clients.length;
    const next = clients[at];
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    document.getElementById(`client-${next}`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label="Client"
      onKeyDown={move}
      className="flex flex-wrap gap-1 rounded-lg bg-sunken p-1"
    >
      {clients.map((client) => (
        <button
          key={client}
          id={`client-${client}`}
          type="button"
          role="tab"
          aria-selected={client === current}
          aria-controls="client-panel"
          tabIndex={client === current ? 0 : -1}
          onClick={() => onChoose(client)}
          className={classNames(
            "min-h-7 rounded-md px-2.5 text-sm",
            client === current
              ? "bg-raised font-medium text-ink shadow-sm"
              : "text-muted hover:bg-hover hover:text-ink",
          )}
        >
          {clientName(client)}
        </button>
      ))}
    </div>
  );
}
