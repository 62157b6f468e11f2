"use client";

import { useDeferredValue, useId, useState, type ReactNode } from "react";
import { Input } from "#components/ui/input.tsx";

type Item = { key: string; text: string; content: ReactNode };
type Props = { label: string; noun: string; items: readonly Item[] };

/** A list with a box that leaves only what holds every word; shown whole until somebody types. */
export function FilterList({ label, noun, items }: Props) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed).toLowerCase().split(/\s+/).filter(Boolean);
  const shown = items.filter(({ text }) => words.every((word) => text.includes(word)));
  return (
    <div className="flex flex-col gap-3">
      {items.length > 5 && (
        <div className="flex flex-wrap items-center gap-3">
          <label htmlFor={id} className="sr-only">
            {label}
          </label>
          <Input
            id={id}
            type="search"
            placeholder={label}
            className="max-w-xs"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <p role="status" className="text-sm text-subtle tabular-nums">
            {words.length > 0 && `${shown.length} of ${items.length} ${noun}`}
          </p>
        </div>
      )}
      <ul className="flex flex-col gap-3">
        {shown.map(({ key, content }) => (
          <li key={key}>{content}</li>
        ))}
      </ul>
      {shown.length === 0 && <p className="text-muted">Nothing matches. Try fewer words.</p>}
    </div>
  );
}
