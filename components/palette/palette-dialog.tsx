"use client";

import { Command } from "cmdk";
import { ArrowRight, Clock, Search, Server, User, Users, type LucideIcon } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Kbd } from "#components/ui/kbd.tsx";
import { toRoute } from "#components/ui/route.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { PaletteAction } from "./palette-actions.ts";
import { usePaletteSearch, type PaletteSearch } from "./palette-search.ts";
import { readRecent, rememberRecent, type RecentItem } from "./recent.ts";

type Props = { actions: readonly PaletteAction[]; onClose: () => void };

const ITEM =
  "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 data-[selected=true]:bg-accent-soft";

/** Everything one can go to, by typing: recent, servers, teams, people, pages and actions. */
export default function PaletteDialog({ actions, onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const router = useRouter();
  const [query, setQuery] = useState("");
  const [recent] = useState(readRecent);
  const search = usePaletteSearch(query);

  useEffect(() => {
    ref.current?.showModal();
    // Opening moves the focus to the first element that takes it, which is the list.
    ref.current?.querySelector("input")?.focus();
  }, []);

  const go = (item: RecentItem) => {
    rememberRecent(item);
    onClose();
    router.push(toRoute(item.href));
  };

  const groups = groupsOf(search, { actions, query, recent });
  const first = groups.find((group) => group.items.length > 0);
  const best = first?.items[0] ? entryValue(first.heading, first.items[0]) : "";
  const [selection, setSelection] = useState({ best, value: best });
  // New results begin at the best one again; until then the arrow keys decide.
  if (selection.best !== best) setSelection({ best, value: best });

  return (
    <dialog
      ref={ref}
      aria-label="Search"
      onClose={onClose}
      onClick={(event) => {
        if (event.target === ref.current) onClose();
      }}
      className="mt-[12vh] w-[min(38rem,calc(100vw-2rem))] rounded-xl border border-line bg-raised p-0 shadow-lg"
    >
      <Command
        shouldFilter={false}
        label="Search"
        loop
        value={selection.value}
        onValueChange={(value) => setSelection({ best, value })}
      >
        <div className="flex items-center gap-2.5 border-b border-line px-4">
          <Search aria-hidden className="size-4 shrink-0 text-subtle" />
          <Command.Input
            value={query}
            onValueChange={setQuery}
            maxLength={200}
            placeholder="Servers, tools, teams, pages…"
            className="h-12 w-full bg-transparent text-lg outline-none placeholder:text-subtle"
          />
          <Kbd>Esc</Kbd>
        </div>
        <Command.List className="max-h-[min(26rem,60vh)] overflow-y-auto p-2">
          {groups.map((group) => (
            <Entries key={group.heading} {...group} go={go} />
          ))}
        </Command.List>
        <p role="status" className={search.state === "failed" ? "px-4 pb-3" : "sr-only"}>
          {statusWords(search)}
        </p>
      </Command>
    </dialog>
  );
}

type Entry = RecentItem & { detail?: string };
type Group = { heading: string; icon: LucideIcon; items: readonly Entry[] };
type Offered = Pick<Props, "actions"> & { query: string; recent: readonly RecentItem[] };

function groupsOf(search: PaletteSearch, { actions, query, recent }: Offered): Group[] {
  const asking = query.trim() !== "";
  return [
    { heading: "Recent", icon: Clock, items: asking ? [] : recent },
    { heading: "Servers", icon: Server, items: serverItems(search) },
    { heading: "Teams", icon: Users, items: teamItems(search) },
    { heading: "People", icon: User, items: peopleItems(search) },
    { heading: "Pages and actions", icon: ArrowRight, items: actionItems(actions, query) },
  ];
}

const entryValue = (heading: string, item: Entry) => `${heading} ${item.href} ${item.label}`;

type EntriesProps = Group & { go: (item: RecentItem) => void };

function Entries({ heading, icon: Icon, items, go }: EntriesProps) {
  if (items.length === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-subtle"
    >
      {items.map((item) => (
        <Command.Item
          key={`${item.href} ${item.label}`}
          value={entryValue(heading, item)}
          onSelect={() => go({ href: item.href, label: item.label, kind: item.kind })}
          className={ITEM}
        >
          <Icon aria-hidden className="size-4 shrink-0 text-subtle" />
          <span className="min-w-0 truncate">{item.label}</span>
          {item.detail && (
            <span className="ml-auto min-w-0 truncate pl-4 text-sm text-subtle">{item.detail}</span>
          )}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function statusWords({ state, answer }: PaletteSearch): string {
  if (state === "failed") return "The search does not answer. Try again in a moment.";
  if (state !== "done") return "";
  const count = answer.servers.length + answer.teams.length + answer.people.length;
  return count === 1 ? "1 result" : `${count} results`;
}

function serverItems({ answer }: PaletteSearch): Entry[] {
  return answer.servers.map(({ name, title, matched }) => ({
    href: serverPath(name),
    label: title ?? name,
    kind: "server",
    detail: matched ?? name,
  }));
}

function teamItems({ answer }: PaletteSearch): Entry[] {
  return answer.teams.map(({ slug, name }) => ({
    href: `/teams/${slug}`,
    label: name,
    kind: "team",
  }));
}

function peopleItems({ answer }: PaletteSearch): Entry[] {
  return answer.people.map(({ name, email }) => ({
    href: `/admin/people/${encodeURIComponent(email)}`,
    label: name,
    kind: "person",
    detail: email,
  }));
}

function actionItems(actions: readonly PaletteAction[], query: string): Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = actions.filter(({ label, keywords }) => {
    const text = [label, ...keywords].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const items = fitting.map(({ href, label }) => ({ href, label, kind: "page" }));
  const asked = query.trim();
  if (asked === "") return items;
  const everything = {
    href: `/servers?q=${encodeURIComponent(asked)}`,
    label: `Search all servers for “${asked}”`,
    kind: "search",
  };
  return [...items, everything];
}
