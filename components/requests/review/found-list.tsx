import { SeverityChip } from "#components/trust/trust-chips.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { RequestTrust } from "#lib/requests/request-trust.ts";

type Props = {
  findings: RequestTrust["findings"];
  /** Where the controls are, each under its id. */
  href: string;
};

/** The worst of what was found, each with the way to its control. */
export function FoundList({ findings: { worst, total }, href }: Props) {
  if (total === 0) return null;
  return (
    <div className="flex flex-col gap-2 border-t border-line pt-3">
      <h3 className="font-medium">What was found</h3>
      <ul className="flex flex-col gap-2 text-sm">
        {worst.map(({ control, controlTitle, severity, title, file, line }, at) => (
          <li key={`${at} ${control}`} className="flex flex-col gap-0.5">
            <span className="flex flex-wrap items-center gap-1.5">
              <SeverityChip severity={severity} />
              <span className="min-w-0 font-medium break-words">{showHidden(title)}</span>
            </span>
            {file !== null && (
              <code className="break-all">
                {showHidden(file)}
                {line !== null && `:${line}`}
              </code>
            )}
            <TextLink href={`${href}#${control}`} className="self-start">
              {controlTitle}
            </TextLink>
          </li>
        ))}
      </ul>
      {total > worst.length && (
        <p className="text-sm text-subtle">And {total - worst.length} more.</p>
      )}
    </div>
  );
}
