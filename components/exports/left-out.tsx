import type { NotExpressible } from "#lib/clients/core/exports.ts";
import { ServerName } from "#components/teams/owned-servers.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { Link } from "#components/ui/link.tsx";

const SHOWN = 200;

/** What the format cannot say, and why: a gap that somebody knows of is no surprise. */
export function LeftOut({ missing }: { missing: readonly NotExpressible[] }) {
  if (missing.length === 0) return null;
  const reasons = new Map<string, string[]>();
  for (const { name, reason } of missing.slice(0, SHOWN))
    reasons.set(name, [...(reasons.get(name) ?? []), reason]);
  return (
    <CardSection
      title={`Left out (${missing.length.toLocaleString("en")})`}
      description="This format has no exact words for these, so they are not in it, and a client that enforces the list blocks them."
    >
      <ul
        className="flex max-h-80 flex-col gap-3 overflow-y-auto"
        tabIndex={0}
        aria-label="Left out"
      >
        {[...reasons].map(([name, lines]) => (
          <li key={name}>
            <Link href={`/servers/${name}`} className="hover:underline">
              <ServerName name={name} />
            </Link>
            {lines.map((line) => (
              <p key={line} className="text-sm text-muted">
                {line}
              </p>
            ))}
          </li>
        ))}
      </ul>
      {missing.length > SHOWN && (
        <p className="mt-3 text-sm text-subtle">The first {SHOWN} are shown.</p>
      )}
    </CardSection>
  );
}
