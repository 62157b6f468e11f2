import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";

type Target = { kind: string; id: string; name: string | null; email?: string | null };

/** What a record is about, with the way there where it has a page. */
export function TargetLink({ target }: { target: Target }) {
  const href = hrefOf(target);
  const words = showHidden(target.name ?? target.id);
  if (words === "") return <span className="text-subtle">–</span>;
  if (href === null) return <span className="wrap-anywhere">{words}</span>;
  return (
    <TextLink href={href} className="wrap-anywhere">
      {words}
    </TextLink>
  );
}

function hrefOf({ kind, name, email }: Target): string | null {
  if (name === null) return null;
  if (kind === "server") return serverPath(name);
  if (kind === "request") return `/requests/${name}`;
  if (kind === "person" && email) return `/admin/people/${encodeURIComponent(email)}`;
  return null;
}
