import { Highlight } from "#components/ui/highlight.tsx";
import type { ServerCard } from "#lib/catalog/server-card.ts";
import { technicalLabel } from "./facet-labels.ts";
import { Matched, Owner, Release, ServerChips, ServerLink, ToolCount } from "./server-facts.tsx";

type Props = { servers: readonly ServerCard[]; words: readonly string[]; now: Date };

export function ServerCards({ servers, words, now }: Props) {
  return (
    <ul className="grid grid-cols-1 gap-3 xl:grid-cols-2">
      {servers.map((server) => (
        <li
          key={server.name}
          className="relative flex min-w-0 flex-col gap-2 rounded-lg border border-line bg-surface p-4 transition-colors duration-100 focus-within:border-accent hover:border-control"
        >
          <div className="flex items-start justify-between gap-3">
            <div className="min-w-0">
              <h2 className="truncate text-lg">
                <ServerLink server={server} words={words} cover />
              </h2>
              <p className="truncate font-mono text-xs text-subtle">
                <Highlight text={server.name} words={words} />
              </p>
            </div>
            <Version server={server} />
          </div>
          <p className="line-clamp-2 text-muted">
            <Highlight text={server.description} words={words} />
          </p>
          <Matched matched={server.matched} words={words} />
          <p className="flex flex-wrap gap-1.5">
            <ServerChips server={server} />
          </p>
          <p className="mt-auto flex items-center gap-x-4 gap-y-1 border-t border-line pt-2.5 text-sm text-muted max-sm:flex-wrap">
            <Owner team={server.ownerTeam} />
            {server.toolCount > 0 && <ToolCount count={server.toolCount} />}
            <Kinds server={server} />
            <span className="ml-auto shrink-0">
              <Release server={server} now={now} />
            </span>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** The version that clients get, or the newest known one while none is approved. */
export function Version({ server }: { server: ServerCard }) {
  const version = server.latestVersion ?? server.newestVersion;
  if (version === null) return null;
  return (
    <span
      title={
        server.latestVersion ? "The version clients get" : "Newest known version; none is approved"
      }
      className="max-w-32 shrink-0 truncate rounded border border-line bg-sunken px-1.5 font-mono text-xs leading-5 text-muted"
    >
      {version}
    </span>
  );
}

function Kinds({ server }: { server: ServerCard }) {
  const kinds = [...server.packageTypes, ...server.transports.filter((kind) => kind !== "stdio")];
  if (kinds.length === 0) return null;
  return <span className="min-w-0 truncate">{kinds.map(technicalLabel).join(", ")}</span>;
}
