import { CopyButton } from "./copy-button.tsx";

type Props = { code: string; label: string; copy?: boolean; wrap?: boolean };

/** Text to copy or read as it is: commands, JSON, digests. `label` names it. */
export function CodeBlock({ code, label, copy = true, wrap = false }: Props) {
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <pre
        tabIndex={0}
        role="group"
        aria-label={label}
        className={`max-h-96 overflow-auto p-3 text-sm ${copy ? "pr-12" : ""} ${wrap ? "[overflow-wrap:anywhere] whitespace-pre-wrap" : ""}`}
      >
        <code>{code}</code>
      </pre>
      {copy && (
        <div className="absolute top-1.5 right-1.5">
          <CopyButton text={code} label={`Copy ${label}`} />
        </div>
      )}
    </div>
  );
}
