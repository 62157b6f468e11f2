import type { ReactNode } from "react";
import { dateWords, momentWords } from "#components/trust/trust-words.ts";
import { Callout } from "#components/ui/callout.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import type { ToldOption, ToolsTold as Told } from "#lib/requests/told-tools.ts";
import { trustReport } from "./trust-report.ts";

const MOST_NAMED = 10;
const MOST_CHANGES = 6;

type Props = {
  request: Pick<RequestView, "trust" | "serverName" | "number" | "decisions"> & {
    change: Pick<RequestView["change"], "told">;
  };
};

/** Who told the tools of a proposal, and what of that does not go together. */
export function ToolsTold({ request }: Props) {
  const { told } = request.change;
  if (told === null) return null;
  const report = trustReport(request)?.href ?? null;
  return (
    <>
      <Teller told={told} />
      <Waits told={told} number={request.number} />
      <Unseen told={told} />
      <Apart told={told} report={report} />
      {told.options.map((option) => (
        <Earlier key={option.option} option={option} request={request} />
      ))}
    </>
  );
}

const BY: Record<"declaration" | "catalog", string> = {
  declaration: "They are as the request or its server.json declares them. No scan has seen them.",
  catalog: "They are as the catalog lists them of this version. No scan has seen them.",
};

function Teller({ told: { by, options } }: { told: Told }) {
  if (by === null) return null;
  if (by !== "scan") return <p className="text-sm text-muted">{BY[by]}</p>;
  const seen = options.flatMap((option) =>
    option.seen === null ? [] : [{ option, seen: option.seen }],
  );
  return (
    <div className="flex flex-col gap-1 text-sm text-muted">
      {seen.map(({ option, seen: { at, from, tools } }) => (
        <p key={option.option} className="break-words">
          {options.length > 1 && (
            <>
              <Place option={option} />:{" "}
            </>
          )}
          Gatehouse&apos;s own scan{" "}
          {from === "captured"
            ? "started it in a sandbox and asked it for its tools"
            : "asked it for its tools"}{" "}
          on <time dateTime={at.toISOString()}>{momentWords(at)}</time>. It told {counted(tools)}.
        </p>
      ))}
      <p>Nobody has checked what tools say of themselves, such as that they only read.</p>
    </div>
  );
}

const counted = (tools: number): string =>
  tools === 0 ? "none" : tools === 1 ? "1 tool" : `${tools} tools`;

const Place = ({ option: { type, name } }: { option: ToldOption }) => (
  <code className="break-all">{showHidden(type === "remote" ? name : `${type} ${name}`)}</code>
);

function Waits({ told, number }: { told: Told; number: string }) {
  if (told.waits === null) return null;
  if (told.waits === "to_be_started")
    return (
      <Callout tone="hold" title="Nobody has started its scan yet">
        <p>
          Here nothing is scanned by itself. The owner team, security and administrators may start
          it: it asks the server for its tools.{" "}
          <TextLink href={`/requests/${number}/trust`}>More about its scan</TextLink>
        </p>
      </Callout>
    );
  return (
    <Callout tone="info" title="A scan is to ask its server for its tools">
      <p>
        {told.by === "scan"
          ? "It waits or runs. What it sees takes the place of this list."
          : "It waits or runs. What it sees appears here by itself."}
      </p>
    </Callout>
  );
}

/** Why a scan that has ended could not see them, and what counts instead. */
function Unseen({ told: { by, options } }: { told: Told }) {
  const unseen = options.filter(
    ({ whyNot, seen }) => whyNot !== null || (seen !== null && seen.tools === 0),
  );
  if (unseen.length === 0) return null;
  return (
    <Callout
      tone="hold"
      title={`The scan could not see ${by === "scan" ? "all of its" : "its"} tools`}
    >
      <ul className="flex flex-col gap-1">
        {unseen.map((option) => (
          <li key={option.option} className="break-words">
            {options.length > 1 && (
              <>
                <Place option={option} />:{" "}
              </>
            )}
            {showHidden(option.whyNot ?? "Its server answered, and told none.")}{" "}
            {option.whyNot !== null && option.seen !== null && (
              <>What it told on {dateWords(option.seen.at)} counts.</>
            )}
          </li>
        ))}
      </ul>
      {by === "declaration" && <p>What is declared counts instead.</p>}
    </Callout>
  );
}

/** MTF CD-01: what a server has and what is declared should be the same. */
function Apart({ told, report }: { told: Told; report: string | null }) {
  const lines: [string, readonly string[], string][] = [
    ["Told, but not declared", told.undeclared, ""],
    ["Declared, but not told", told.untold, " They count all the same."],
    ["Told with other words than declared", told.unlike, " What was told is shown."],
    ["More than one definition", told.ambiguous, " One is shown; for the risk the worst counts."],
  ];
  const found = lines.filter(([, names]) => names.length > 0);
  if (found.length === 0) return null;
  const isAgreed = told.undeclared.length + told.untold.length + told.unlike.length === 0;
  return (
    <Callout
      tone="warning"
      title={
        isAgreed
          ? "A name stands for more than one tool"
          : "What its server told and what is declared do not agree"
      }
    >
      <ul className="flex flex-col gap-1">
        {found.map(([label, names, more]) => (
          <li key={label} className="break-words">
            {label}: <Names names={names} />.{more}
          </li>
        ))}
      </ul>
      {report !== null && (
        <p>
          <TextLink href={`${report}#CD-01`}>What that means for its trust (CD-01)</TextLink>
        </p>
      )}
    </Callout>
  );
}

function Names({ names }: { names: readonly string[] }): ReactNode {
  const shown = names.slice(0, MOST_NAMED);
  const more = names.length - shown.length;
  return (
    <>
      {shown.map((name, at) => (
        <span key={name}>
          {at > 0 && ", "}
          <code className="break-all">{showHidden(name)}</code>
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
    </>
  );
}

/** A server that tells one scan this and another scan that deserves a second look. */
function Earlier({ option: { earlier }, request }: { option: ToldOption } & Props) {
  if (earlier === null) return null;
  const { until, since, changes } = earlier;
  const shown = changes.slice(0, MOST_CHANGES);
  const more = changes.length - shown.length;
  const isLate = request.decisions.some(({ counts, at }) => counts && at < since);
  return (
    <Callout tone="warning" title={`Its server told other tools until ${momentWords(until)}`}>
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {shown.flatMap(({ tool, sentences }) =>
          sentences.map((sentence) => (
            <li key={`${tool} ${sentence}`} className="break-words">
              {showHidden(sentence)}
            </li>
          )),
        )}
      </ul>
      {more > 0 && <p>And {more} more.</p>}
      {isLate && (
        <p>
          Somebody decided before {momentWords(since)}, so for the earlier ones. They were told of
          it.
        </p>
      )}
    </Callout>
  );
}
