"use client";

import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useTransition } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { toRoute } from "#components/ui/route.ts";
import {
  browseHref,
  changed,
  serializeBrowse,
  type BrowseState,
} from "#lib/catalog/core/browse-state.ts";

const DEBOUNCE_MS = 200;

/** Searches while one types; until scripts run it is a plain form that asks for the same address. */
export function SearchBox({ state }: { state: BrowseState }) {
  const router = useRouter();
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [pending, startTransition] = useTransition();

  // The address also changes by links and the back button; what is being typed stays untouched.
  useEffect(() => {
    const field = input.current;
    if (field && field !== document.activeElement) field.value = state.q;
  }, [state.q]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const search = (text: string) => {
    clearTimeout(timer.current);
    const q = text.trim();
    if (q === state.q) return;
    startTransition(() =>
      router.replace(toRoute(browseHref(changed(state, { q }))), { scroll: false }),
    );
  };
  const hidden = new URLSearchParams(serializeBrowse(changed(state, { q: "" })));

  return (
    <form
      action="/servers"
      role="search"
      aria-label="Servers"
      aria-busy={pending}
      onSubmit={(event) => {
        event.preventDefault();
        search(input.current?.value ?? "");
      }}
      className="relative min-w-0 flex-1 max-sm:basis-full"
    >
      {[...hidden].map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
      <Search
        aria-hidden
        className="pointer-events-none absolute top-3 left-3.5 size-4.5 text-subtle"
      />
      <input
        ref={input}
        type="search"
        name="q"
        data-page-search
        aria-label="Search servers"
        aria-keyshortcuts="/"
        defaultValue={state.q}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        placeholder="Search by name, tool, tag or what it does"
        onInput={(event) => {
          const text = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => search(text), DEBOUNCE_MS);
        }}
        className="block h-10.5 w-full rounded-lg border border-control bg-surface pr-10 pl-10.5 text-lg shadow-sm placeholder:text-subtle hover:border-muted"
      />
      <span className="pointer-events-none absolute top-2.5 right-3 max-sm:hidden">
        <Kbd>/</Kbd>
      </span>
      <button className="sr-only">Search</button>
      {pending && (
        <span
          aria-hidden
          className="absolute inset-x-3 -bottom-0.5 h-0.5 animate-pulse rounded-full bg-accent"
        />
      )}
    </form>
  );
}
