"use client";

import { useEffect, useId, useState } from "react";
import { Input } from "#components/ui/input.tsx";

type Person = { id: string; name: string; email: string };

const PAUSE_MS = 150;
const MIN_LENGTH = 2;

/**
 * Who did it, by name, address or id. People are offered while one types; without scripts, or for
 * somebody who is gone, the text is taken as it is.
 */
export function PersonField({ value }: { value: string }) {
  const list = useId();
  const [typed, setTyped] = useState(value);
  const people = useMatches(typed);
  return (
    <label className="flex flex-col gap-1.5">
      <span className="font-medium">Person</span>
      <Input
        name="actor"
        list={list}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        maxLength={300}
        autoComplete="off"
        placeholder="Name, address or id"
      />
      <datalist id={list}>
        {people.map(({ id, name, email }) => (
          <option key={id} value={email}>
            {name}
          </option>
        ))}
      </datalist>
    </label>
  );
}

/** People whom the search finds for what is typed; none for less than two letters. */
export function useMatches(typed: string): Person[] {
  const [people, setPeople] = useState<Person[]>([]);
  useEffect(() => {
    const q = typed.trim();
    if (q.length < MIN_LENGTH) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/api/v1/search?q=${encodeURIComponent(q)}`, { signal: abort.signal })
        .then(async (answer) => {
          if (!answer.ok) return;
          const { people: found } = (await answer.json()) as { people: Person[] };
          setPeople(found);
        })
        // Nothing is offered then; what is typed still counts.
        .catch(() => setPeople([]));
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed]);
  return people;
}
