import { Fragment } from "react";
import { Link } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { ListedServer } from "#lib/trust/overview/on-offer.ts";

/** Names wrap, so that no column is pushed out of the table. */
export const SERVER_CELL = "max-w-64 min-w-40 wrap-anywhere";

/** A server of a list, as the link to its trust or to one control of it. */
export function ServerCell({ server, control }: { server: ListedServer; control?: string }) {
  const { name, title } = server;
  return (
    <>
      <Link
        href={`${serverPath(name, "trust")}${control === undefined ? "" : `#${control}`}`}
        className="font-medium text-ink hover:text-accent-text hover:underline"
      >
        {showHidden(title ?? name.slice(name.indexOf("/") + 1))}
      </Link>
      <span className="block font-mono text-xs text-subtle">
        {name.split(/(?<=[./])/).map((part, at) => (
          <Fragment key={at}>
            {part}
            <wbr />
          </Fragment>
        ))}
      </span>
    </>
  );
}

export function OwnerCell({ server: { ownerTeam } }: { server: ListedServer }) {
  if (ownerTeam === null) return <span className="text-subtle">No owner</span>;
  return (
    <Link href={`/teams/${ownerTeam.slug}`} className="hover:underline">
      {ownerTeam.name}
    </Link>
  );
}
