import { structuredPatch } from "diff";
import { ChevronRight } from "lucide-react";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { DiffSide } from "#lib/catalog/get-version-diff.ts";

/** Comparing two documents that have nothing in common costs the square of their length. */
const LIMITS = { context: 3, timeout: 500, maxEditLength: 4_000 } as const;
const MAX_LINES = 3_000;

type Side = Pick<DiffSide, "version" | "json">;

/** The two documents line by line, for whoever wants to see everything. */
export function RawDiff({ from, to }: { from: Side; to: Side }) {
  const patch = structuredPatch(from.version, to.version, from.json, to.json, "", "", LIMITS);
  const lines = patch?.hunks.flatMap((hunk) => [
    `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`,
    ...hunk.lines,
  ]);
  return (
    <details className="group rounded-lg border border-line bg-surface">
      <summary className="flex items-center gap-1.5 px-4 py-3 font-medium">
        <ChevronRight aria-hidden className="size-4 group-open:rotate-90" />
        The documents, line by line
      </summary>
      <div className="border-t border-line">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-sm text-muted">
          {[from, to].map((side, at) => (
            <span key={at} className="flex items-center gap-1">
              server.json of <code>{showHidden(side.version)}</code>
              <CopyButton text={side.json} label={`Copy server.json of ${side.version}`} />
            </span>
          ))}
        </div>
        {lines === undefined ? (
          <p className="px-4 pb-3 text-muted">
            The documents are too large and too different to be compared here. Copy them.
          </p>
        ) : (
          <Lines lines={lines} />
        )}
      </div>
    </details>
  );
}

const STYLES: Record<string, string> = {
  "+": "bg-success-soft text-success-text",
  "-": "bg-danger-soft text-danger-text",
  "@": "text-subtle",
};

function Lines({ lines }: { lines: readonly string[] }) {
  return (
    <pre
      tabIndex={0}
      role="region"
      aria-label="Difference of the documents"
      className="overflow-x-auto border-t border-line py-2 text-sm"
    >
      {lines.slice(0, MAX_LINES).map((line, at) => (
        <span key={at} className={`block w-fit min-w-full px-4 ${STYLES[line.charAt(0)] ?? ""}`}>
          {showHidden(line)}
        </span>
      ))}
      {lines.length > MAX_LINES && <span className="block px-4">… and more</span>}
    </pre>
  );
}
