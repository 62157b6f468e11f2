"use client";

import { useEffect, useState } from "react";

/** What GET /api/v1/search answers. */
type SearchAnswer = {
  servers: { name: string; title: string | null; lifecycle: string; matched: string | null }[];
  teams: { slug: string; name: string }[];
  people: { id: string; name: string; email: string }[];
};

const NOTHING: SearchAnswer = { servers: [], teams: [], people: [] };
const DEBOUNCE_MS = 80;

export type PaletteSearch = { answer: SearchAnswer; state: "idle" | "waiting" | "done" | "failed" };

/** Asks the server while somebody types; only the answer to the newest question counts. */
export function usePaletteSearch(query: string): PaletteSearch {
  const [held, setHeld] = useState<{ query: string; answer: SearchAnswer | null }>({
    query: "",
    answer: NOTHING,
  });
  const wanted = query.trim();

  useEffect(() => {
    if (wanted === "") return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask(wanted, abort.signal).then(
        (answer) => setHeld({ query: wanted, answer }),
        () => {
          if (!abort.signal.aborted) setHeld({ query: wanted, answer: null });
        },
      );
    }, DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [wanted]);

  if (wanted === "") return { answer: NOTHING, state: "idle" };
  const answer = held.answer ?? NOTHING;
  if (held.query !== wanted) return { answer, state: "waiting" };
  return { answer, state: held.answer === null ? "failed" : "done" };
}

async function ask(query: string, signal: AbortSignal): Promise<SearchAnswer> {
  const response = await fetch(`/api/v1/search?q=${encodeURIComponent(query)}`, { signal });
  if (!response.ok) throw new Error(`Search answered ${response.status}.`);
  return (await response.json()) as SearchAnswer;
}
