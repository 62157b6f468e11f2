import { ChevronRight, OctagonPause } from "lucide-react";
import type { ReactNode } from "react";
import { ChangeView } from "#components/server/change-view.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { toolChanges } from "#lib/catalog/core/diff-tools.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import { isJsonObject, type Json } from "#lib/kernel/json.ts";
import type { Tool } from "#lib/trust/core/facts.ts";
import type { ToolChangeView } from "#lib/trust/tools/get-tool-drift.ts";
import { DRIFT_WORDS } from "./drift-words.ts";

type Props = {
  change: ToolChangeView;
  /** Where somebody may decide: the box that chooses it. */
  choice?: ReactNode;
};

/** One tool: what changed in plain words, then as it was approved and as it is now. */
export function ToolChange({ change, choice }: Props) {
  const { tool, kinds, sentences, isHeld, refused, heldSince } = change;
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="min-w-0 font-semibold">
          <code className="break-all">{showHidden(tool)}</code>
        </h3>
        {isHeld && (
          <Badge tone="hold" icon={OctagonPause}>
            {refused === null ? "Held" : "Refused"}
          </Badge>
        )}
        {kinds.map((kind) => (
          <Badge key={kind} tone={DRIFT_WORDS[kind].tone} title={DRIFT_WORDS[kind].explanation}>
            {DRIFT_WORDS[kind].label}
          </Badge>
        ))}
        {heldSince !== null && (
          <span className="text-sm text-subtle">
            since <ExactDate at={heldSince} />
          </span>
        )}
      </div>
      <ul className="flex max-w-prose flex-col gap-0.5">
        {sentences.map((sentence) => (
          <li key={sentence} className="[overflow-wrap:anywhere]">
            {showHidden(sentence)}
          </li>
        ))}
      </ul>
      {refused !== null && (
        <p className="max-w-prose text-sm [overflow-wrap:anywhere] text-muted">
          {refused.by === null ? "Refused" : `${showHidden(refused.by)} refused it`} on{" "}
          <ExactDate at={refused.at} />: {showHidden(refused.reason)}
        </p>
      )}
      <Details change={change} />
      {choice}
    </li>
  );
}

function Details({ change: { tool, before, after } }: { change: ToolChangeView }) {
  const [was, is] = [factsOf(before, tool), factsOf(after, tool)];
  const changes = toolChanges(was, is);
  return (
    <>
      {before !== null && after !== null && changes.length > 0 && (
        <ul
          aria-label={`What changed of ${tool}`}
          className="divide-y divide-line rounded-md border border-line"
        >
          {changes.slice(0, MOST_PARTS).map((part, at) => (
            <ChangeView key={`${part.path} ${at}`} change={part} />
          ))}
        </ul>
      )}
      {before === null && after?.description && (
        <p className="max-w-prose break-words whitespace-pre-line text-muted">
          It says of itself: {showHidden(after.description.slice(0, MOST_WORDS))}
        </p>
      )}
      <details className="group text-sm">
        <summary className="flex items-center gap-1 py-1 text-muted">
          <ChevronRight aria-hidden className="size-4 shrink-0 group-open:rotate-90" />
          Both definitions, side by side
        </summary>
        <div className="grid gap-2 pt-1 sm:grid-cols-2">
          <Definition label="As it was approved" tool={before} />
          <Definition label="As it is now" tool={after} />
        </div>
      </details>
    </>
  );
}

const MOST_PARTS = 20;
const MOST_WORDS = 2_000;
const MOST_TEXT = 20_000;

function Definition({ label, tool }: { label: string; tool: Tool | null }) {
  const text = tool === null ? null : showHidden(JSON.stringify(tool, null, 2));
  return (
    <div className="min-w-0 rounded-md border border-line bg-sunken px-3 py-2">
      <p className="text-xs text-muted">{label}</p>
      {text === null ? (
        <p>There is none.</p>
      ) : (
        <p
          tabIndex={0}
          role="region"
          aria-label={`${tool?.name ?? ""}: ${label.toLowerCase()}`}
          className="max-h-80 overflow-y-auto font-mono text-xs break-words whitespace-pre-wrap"
        >
          {text.length > MOST_TEXT ? `${text.slice(0, MOST_TEXT)}…` : text}
        </p>
      )}
    </div>
  );
}

/** Under one name, so that a renamed tool is compared with what it was. */
function factsOf(tool: Tool | null, name: string): ToolFacts[] {
  if (tool === null) return [];
  const { title, description, inputSchema, outputSchema, annotations } = tool;
  return [
    {
      name,
      title,
      description: description ?? "",
      inputSchema: objectOrNull(inputSchema),
      outputSchema: objectOrNull(outputSchema),
      annotations,
    },
  ];
}

const objectOrNull = (value: Json | null) => (isJsonObject(value) ? value : null);
