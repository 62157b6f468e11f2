import { Disclosure } from "#components/admin/disclosure.tsx";
import { CardSection } from "#components/ui/card.tsx";
import type { ComparedFinding, FindingChanges } from "#lib/trust/core/compare.ts";
import { Same } from "./compared-controls.tsx";
import { FindingItem } from "./finding-item.tsx";

const SHOWN = 25;

/** What was found in one of them only. */
export function ComparedFindings({ changes }: { changes: FindingChanges }) {
  const { added, gone, same } = changes;
  return (
    <CardSection
      title="Findings"
      description={`${added.length.toLocaleString("en")} new, ${gone.length.toLocaleString("en")} gone, ${same.toLocaleString("en")} in both. The same finding on another line counts as the same.`}
      flush
    >
      {added.length + gone.length === 0 ? (
        <Same>Both have the same findings.</Same>
      ) : (
        <div className="flex flex-col divide-y divide-line">
          <Group title="New" findings={added} />
          <Group title="Gone" findings={gone} />
        </div>
      )}
    </CardSection>
  );
}

function Group({ title, findings }: { title: string; findings: readonly ComparedFinding[] }) {
  if (findings.length === 0) return null;
  const [shown, more] = [findings.slice(0, 5), findings.slice(5, SHOWN)];
  return (
    <section aria-label={`${title} findings`} className="flex flex-col gap-2 px-4 py-3">
      <h3 className="font-semibold">
        {title} ({findings.length.toLocaleString("en")})
      </h3>
      <List findings={shown} label={`${title} findings`} />
      {more.length > 0 && (
        <Disclosure wide label={`${more.length} more`}>
          <List findings={more} label={`More of the ${title.toLowerCase()} findings`} />
        </Disclosure>
      )}
      {findings.length > SHOWN && (
        <p className="text-sm text-muted">
          And {(findings.length - SHOWN).toLocaleString("en")} more, which the findings of the
          version list.
        </p>
      )}
    </section>
  );
}

function List({ findings, label }: { findings: readonly ComparedFinding[]; label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-2 text-sm">
      {findings.map((finding, at) => (
        <li key={`${at} ${finding.code}`} className="border-l-2 border-line-strong pl-3">
          <FindingItem finding={finding} />
        </li>
      ))}
    </ul>
  );
}
