import {
  Check,
  ChevronRight,
  Minus,
  Pencil,
  Plus,
  TriangleAlert,
  Wrench,
  type LucideIcon,
} from "lucide-react";
import { Disclosure } from "#components/admin/disclosure.tsx";
import { ChangeView } from "#components/server/change-view.tsx";
import { ToolCard } from "#components/server/tool-card.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { hiddenCharacters, showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Compared } from "#lib/requests/core/definitions.ts";
import { optionWords, type ToolPart } from "#lib/requests/core/tool-parts.ts";
import { ProgressLine } from "./progress-line.tsx";
import type { ReviewProps } from "./review-props.ts";
import { ToldBadges } from "./told-badges.tsx";
import { ToolsTold } from "./tools-told.tsx";
import { ViewedToggle } from "./viewed-toggle.tsx";

const STATUS: Record<ToolPart["status"], { tone: Tone; icon: LucideIcon; label: string }> = {
  new: { tone: "success", icon: Plus, label: "New" },
  changed: { tone: "info", icon: Pencil, label: "Changed" },
  removed: { tone: "danger", icon: Minus, label: "Removed" },
  same: { tone: "neutral", icon: Check, label: "Same" },
};

/** More tools than these stay folded until somebody opens them: the page has to stay readable. */
const OPEN_AT_MOST = 8;

/** Tool by tool, each with a tick of its own and the way through them; before that, who told them. */
export function ToolReview(props: ReviewProps) {
  const { change, viewed } = props.request;
  const { parts } = change;
  const toLookAt = parts.filter(({ status }) => status !== "same");
  const same = parts.filter(({ status }) => status === "same");
  const isViewed = (part: ToolPart) => viewed.includes(part.key);
  if (parts.length === 0)
    return (
      <CardSection title="Tools">
        <div className="flex flex-col gap-3">
          <ToolsTold request={props.request} />
          <p className="text-muted">{NONE_KNOWN[change.against === null ? "new" : "changed"]}</p>
        </div>
      </CardSection>
    );
  return (
    <CardSection
      title="Tools"
      description="What agents read and may call, as the server says. Hidden characters are written out."
      flush
      actions={
        toLookAt.length > 0 && (
          <ProgressLine
            done={toLookAt.filter(isViewed).length}
            of={toLookAt.length}
            words="tools viewed"
          />
        )
      }
    >
      <div className="flex flex-col gap-3 border-b border-line px-4 py-3 empty:hidden">
        <ToolsTold request={props.request} />
      </div>
      <ul className="divide-y divide-line">
        {toLookAt.map((part, at) => (
          <Tool
            key={part.key}
            {...props}
            part={part}
            isViewed={isViewed(part)}
            isOpen={!isViewed(part) && at < OPEN_AT_MOST}
          />
        ))}
      </ul>
      {same.length > 0 && <SameTools parts={same} bordered={toLookAt.length > 0} />}
    </CardSection>
  );
}

const NONE_KNOWN = {
  new: "Its tools are not known: nobody has told or declared them. That counts as the worst; ask the author for the list.",
  changed:
    "The request names no tools. As far as is known they are those of the version approved last.",
};

type ToolProps = ReviewProps & { part: ToolPart; isViewed: boolean; isOpen: boolean };

function Tool({ part, isViewed, isOpen, request, actions }: ToolProps) {
  const { name, status, definitions } = part;
  const { label, ...look } = STATUS[status];
  const hidden = definitions.reduce((sum, { tool }) => sum + hiddenIn(tool), 0);
  return (
    <li className="relative">
      <details open={isOpen} className="group">
        <summary className="flex min-h-11 flex-wrap items-center gap-2 py-2 pr-32 pl-4 hover:bg-hover/60">
          <ChevronRight aria-hidden className="size-4 shrink-0 group-open:rotate-90" />
          <Badge {...look}>{label}</Badge>
          <ToolName name={name} />
          {hidden > 0 && (
            <Badge tone="danger" icon={TriangleAlert}>
              {hidden === 1 ? "1 hidden character" : `${hidden} hidden characters`}
            </Badge>
          )}
          <ToldBadges name={name} told={request.change.told} />
        </summary>
        <ToolBody part={part} />
      </details>
      <div className="absolute top-2 right-3">
        <ViewedToggle
          requestId={request.id}
          revision={request.revision}
          part={part.key}
          label={name}
          viewed={isViewed}
          save={actions.viewedAction}
        />
      </div>
    </li>
  );
}

const hiddenIn = (tool: Compared["tool"]): number =>
  hiddenCharacters(Object.values(tool).map(textOf).join(" ")).length;

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value);

/** Spaces around a name are part of it: another tool may have the name without them. */
function ToolName({ name }: { name: string }) {
  return (
    <>
      <code className="min-w-0 font-medium break-all whitespace-pre-wrap">{showHidden(name)}</code>
      {name !== name.trim() && (
        <Badge tone="danger" icon={TriangleAlert}>
          Spaces around its name
        </Badge>
      )}
    </>
  );
}

function ToolBody({ part: { status, definitions, removal } }: { part: ToolPart }) {
  const [only, ...others] = definitions;
  return (
    <div className="flex flex-col gap-3 px-4 pb-4">
      {status === "removed" && (
        <p className="text-muted">Agents that call it will be told that it does not exist.</p>
      )}
      {removal !== null && (
        <ul className="-mx-4 border-y border-line">
          <ChangeView change={removal} />
        </ul>
      )}
      {only !== undefined && others.length === 0 && <OneDefinition {...only} />}
      {others.length > 0 &&
        definitions.map((one, at) => (
          <section
            key={at}
            aria-label={`Definition ${at + 1} of ${definitions.length}`}
            className="flex flex-col gap-3"
          >
            <p className="flex flex-wrap items-center gap-2">
              <Badge {...lookOf(one.status)}>{STATUS[one.status].label}</Badge>
              <span className="font-medium">
                Definition {at + 1} of {definitions.length}
              </span>
              <span className="text-muted">told by {optionWords(one.places)}</span>
            </p>
            <OneDefinition {...one} />
          </section>
        ))}
    </div>
  );
}

function lookOf(status: ToolPart["status"]) {
  const { tone, icon } = STATUS[status];
  return { tone, icon };
}

function OneDefinition({ status, changes, tool }: Compared) {
  if (status === "new") return <WholeTool tool={tool} />;
  if (status === "same")
    return (
      <Disclosure label="The whole tool, as it was approved" wide>
        <WholeTool tool={tool} />
      </Disclosure>
    );
  return (
    <>
      <ul className="-mx-4 divide-y divide-line border-y border-line">
        {changes.map((one, at) => (
          <ChangeView key={`${one.path} ${at}`} change={one} />
        ))}
      </ul>
      <Disclosure label="The whole tool as it would be" wide>
        <WholeTool tool={tool} />
      </Disclosure>
    </>
  );
}

/** Agents read every text in it, such as what an answer holds, for which the card has no place. */
function WholeTool({ tool }: Pick<Compared, "tool">) {
  const { inputSchema, outputSchema, annotations } = tool;
  const rest = Object.entries({ inputSchema, outputSchema, annotations }).filter(
    ([, value]) => value !== null,
  );
  return (
    <div className="flex flex-col gap-2">
      <ToolCard tool={{ ...tool, origin: "request" }} />
      {rest.length > 0 && (
        <Disclosure label="Schemas and annotations word by word" wide>
          <CodeBlock
            code={showHidden(JSON.stringify(Object.fromEntries(rest), null, 2))}
            label={`Definition of ${tool.name}`}
            copy={false}
            wrap
          />
        </Disclosure>
      )}
    </div>
  );
}

function SameTools({ parts, bordered }: { parts: readonly ToolPart[]; bordered: boolean }) {
  return (
    <div className={`px-4 py-2 ${bordered ? "border-t border-line" : ""}`}>
      <Disclosure
        label={parts.length === 1 ? "1 tool stays the same" : `${parts.length} tools stay the same`}
      >
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {parts.map(({ name, key }) => (
            <li key={key} className="flex items-center gap-1">
              <Wrench aria-hidden className="size-3.5 text-subtle" />
              <ToolName name={name} />
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}
