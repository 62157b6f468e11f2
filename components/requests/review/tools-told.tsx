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
/** Ways to install it of which a page speaks one by one. */
const MOST_OPTIONS = 20;

type Props = {
  request: Pick<RequestView, "trust" | "serverName" | "number" | "revision" | "decisions"> & {
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
      <Unshown count={told.unshown} />
      <Apart told={told} report={report} />
      <EarlierSets told={told} request={request} />
    </>
  );
}

const NOT_SEEN =
  "No scan has seen them. Whatever a scan sees later that does not stand here in full is held until security has decided.";
const BY: Record<"declaration" | "catalog", string> = {
  declaration: `They are as the request or its server.json declares them. ${NOT_SEEN}`,
  catalog: `They are as the catalog lists them of this version. ${NOT_SEEN}`,
};

function Teller({ told: { by, options } }: { told: Told }) {
  if (by === null) return null;
  if (by !== "scan") return <p className="text-sm text-muted">{BY[by]}</p>;
  const all = options.flatMap((option) =>
    option.seen === null || (option.seen.tools === 0 && option.whyNot !== null)
      ? []
      : [{ option, seen: option.seen }],
  );
  const seen = all.slice(0, MOST_OPTIONS);
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
      <More count={all.length - seen.length}>
        The scan asked them too, and their tools are among these.
      </More>
      <p>Nobody has checked what tools say of themselves, such as that they only read.</p>
    </div>
  );
}

/** What is left out of a long list is at least counted. */
function More({ count, children }: { count: number; children: ReactNode }) {
  if (count <= 0) return null;
  return (
    <p>
      And {count} more {count === 1 ? "way" : "ways"} to install it. {children}
    </p>
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

/** Why a scan that has ended could not see them, or none ever will, and what counts instead. */
function Unseen({ told: { by, options, waits } }: { told: Told }) {
  const isAnyScanned = options.some(({ scannedAt }) => scannedAt !== null);
  const isLeft = waits === null && isAnyScanned;
  const unseen = options.filter(
    (option) => option.whyNot !== null || (isSilent(option) && (option.seen !== null || isLeft)),
  );
  if (unseen.length === 0) return null;
  const shown = unseen.slice(0, MOST_OPTIONS);
  const what = by === "scan" ? "all of its tools" : "its tools";
  const isTried = unseen.some(({ scannedAt }) => scannedAt !== null);
  return (
    <Callout
      tone="hold"
      title={isTried ? `The scan could not see ${what}` : `Gatehouse has not seen ${what}`}
    >
      <ul className="flex flex-col gap-1">
        {shown.map((option) => (
          <li key={option.option} className="break-words">
            {options.length > 1 && (
              <>
                <Place option={option} />:{" "}
              </>
            )}
            {showHidden(whyUnseen(option))}{" "}
            {option.whyNot !== null && option.seen !== null && !isSilent(option) && (
              <>What it told on {dateWords(option.seen.at)} counts.</>
            )}
          </li>
        ))}
      </ul>
      <More count={unseen.length - shown.length}>Their tools were not seen either.</More>
      {by === "declaration" && <p>What is declared counts instead.</p>}
      {by === "scan" && unseen.some(isSilent) && (
        <p>Where no scan has seen them they count as tools that can delete or overwrite.</p>
      )}
    </Callout>
  );
}

const whyUnseen = ({ whyNot, seen }: ToldOption): string =>
  whyNot ?? (seen === null ? "No scan of it has ended." : "Its server answered, and told none.");

const isSilent = ({ seen }: ToldOption): boolean => (seen?.tools ?? 0) === 0;

function Unshown({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <Callout
      tone="warning"
      title={
        count === 1
          ? "1 tool that it told is not shown"
          : `${count} tools that it told are not shown`
      }
    >
      <p>
        Their names are blank or longer than a name may be, or there are too many. They count as
        tools that can delete or overwrite, and an approval is for them as well.
      </p>
    </Callout>
  );
}

/** MTF CD-01: what a server has and what is declared should be the same. */
function Apart({ told, report }: { told: Told; report: string | null }) {
  const lines: [string, readonly string[], string][] = [
    ["Told, but not declared", told.undeclared, ""],
    ["Declared, but not told", told.untold, " They count all the same."],
    ["Told with other words than declared", told.unlike, " What was told is shown."],
    ["More than one definition", told.ambiguous, " Each is shown; for the risk the worst counts."],
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

type EarlierOf = NonNullable<ToldOption["earlier"]>;

function EarlierSets({ told, request }: { told: Told } & Props) {
  const changed = told.options.flatMap(({ option, earlier }) =>
    earlier === null ? [] : [{ option, earlier }],
  );
  const shown = changed.slice(0, MOST_OPTIONS);
  const now = request.decisions.filter(({ revision }) => revision === request.revision);
  const decided = new Set(now.flatMap(({ otherTools }) => otherTools));
  return (
    <>
      {shown.map(({ option, earlier }) => (
        <EarlierSet key={option} {...earlier} isDecided={decided.has(option)} />
      ))}
      <More count={changed.length - shown.length}>
        There its server told other tools before, too.
      </More>
    </>
  );
}

/** A server that tells one scan this and another scan that deserves a second look. */
function EarlierSet({ until, changes, isDecided }: EarlierOf & { isDecided: boolean }) {
  const shown = changes.slice(0, MOST_CHANGES);
  const more = changes.length - shown.length;
  return (
    <Callout tone="warning" title={`Its server told other tools until ${momentWords(until)}`}>
      {changes.length === 0 && <p>What is other about them cannot be shown.</p>}
      <ul className="flex list-disc flex-col gap-1 pl-4 empty:hidden">
        {shown.flatMap(({ tool, sentences }) =>
          sentences.map((sentence) => (
            <li key={`${tool} ${sentence}`} className="break-words whitespace-pre-wrap">
              {showHidden(sentence)}
            </li>
          )),
        )}
      </ul>
      {more > 0 && <p>And {more} more.</p>}
      {isDecided && <p>Somebody decided on other ones than those of now.</p>}
    </Callout>
  );
}
