import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Finding } from "#lib/trust/core/result.ts";
import { SeverityChip } from "./trust-chips.tsx";

const ACTIONS: Readonly<Record<Finding["action"], string>> = {
  block: "stands in the way",
  warn: "a warning",
  info: "for information",
};

/** One thing that was found, where, and what to do about it. */
export function FindingItem({ finding }: { finding: Finding }) {
  const { severity, action, title, file, line, code, remediation } = finding;
  return (
    <div className="flex flex-col gap-0.5">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <SeverityChip severity={severity} />
        <span className="min-w-0 font-medium break-words">{showHidden(title)}</span>
        <span className="text-subtle">{ACTIONS[action]}</span>
      </div>
      {file !== null && (
        <code className="break-all">
          {showHidden(file)}
          {line !== null && `:${line}`}
        </code>
      )}
      {remediation !== "" && (
        <p className="max-w-prose break-words">
          <span className="text-subtle">What to do:</span> {showHidden(remediation)}
        </p>
      )}
      <code className="text-xs text-subtle">{showHidden(code)}</code>
    </div>
  );
}
