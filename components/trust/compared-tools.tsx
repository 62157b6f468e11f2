import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { TrustComparison } from "#lib/trust/compare-trust.ts";
import type { Drift } from "#lib/trust/core/drift.ts";
import { Same } from "./compared-controls.tsx";
import { DRIFT_WORDS } from "./tools/drift-words.ts";

type Changes = NonNullable<TrustComparison["changes"]>;
type Props = Pick<Changes, "tools" | "toolsFrom">;

const ORDER = Object.keys(DRIFT_WORDS);

/** How what agents may call has changed, by class; what needs a look comes first. */
export function ComparedTools({ tools, toolsFrom }: Props) {
  if (tools === null)
    return (
      <CardSection title="Tools">
        <p className="max-w-prose text-muted">
          They cannot be compared: {unknownOf(toolsFrom)} Tools are known where the server.json
          lists them or a scan has asked the server for them.
        </p>
      </CardSection>
    );
  const sorted = [...tools].sort(
    (one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind),
  );
  return (
    <CardSection
      title={tools.length === 0 ? "Tools" : `Tools that changed (${tools.length})`}
      description={
        toolsFrom.from === toolsFrom.to
          ? undefined
          : "One side is what a server said to a scan, the other what its server.json lists: differences may come from that."
      }
      flush
    >
      {tools.length === 0 ? (
        <Same>Agents see the same tools.</Same>
      ) : (
        <ul className="divide-y divide-line">
          {sorted.map((drift, at) => (
            <li key={`${at} ${drift.kind}`} className="px-4 py-2.5">
              <Item drift={drift} />
            </li>
          ))}
        </ul>
      )}
    </CardSection>
  );
}

function unknownOf({ from, to }: Props["toolsFrom"]): string {
  if (from === null && to === null) return "the tools of neither are known.";
  return from === null
    ? "the tools of the former are not known."
    : "the tools of the latter are not known.";
}

function Item({ drift: { kind, sentence, isHeld } }: { drift: Drift }) {
  const { label, tone, explanation } = DRIFT_WORDS[kind];
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={tone} title={explanation}>
        {label}
      </Badge>
      <span className="min-w-0 break-words">{showHidden(sentence)}</span>
      {isHeld && <span className="text-sm text-subtle">needs approval before agents use it</span>}
    </div>
  );
}
