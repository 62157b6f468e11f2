import { CircleCheck, CircleDashed, CircleHelp, CircleX, type LucideIcon } from "lucide-react";
import { OutsideLink } from "#components/server/outside-link.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { Evidence, SourceStatus } from "#lib/intake/core/evidence.ts";

const SOURCE: Record<SourceStatus, { tone: Tone; icon: LucideIcon; label: string }> = {
  read: { tone: "success", icon: CircleCheck, label: "Read" },
  unreachable: { tone: "danger", icon: CircleX, label: "Unreachable" },
  not_found: { tone: "warning", icon: CircleDashed, label: "Not found" },
  not_checkable: { tone: "neutral", icon: CircleHelp, label: "Not checkable" },
};

/** What intake found out, and where it stands. */
export function EvidenceList({ evidence }: { evidence: Evidence }) {
  const facts = factsOf(evidence);
  return (
    <div className="flex flex-col gap-4">
      {evidence.cautions.length > 0 && (
        <ul className="flex list-disc flex-col gap-1 pl-4 text-sm text-warning-text">
          {evidence.cautions.map((caution) => (
            <li key={caution} className="break-words">
              {showHidden(caution)}
            </li>
          ))}
        </ul>
      )}
      {facts.length > 0 && <DefinitionList items={facts} />}
      <Sources evidence={evidence} />
    </div>
  );
}

function Sources({ evidence }: { evidence: Evidence }) {
  return (
    <div className="flex flex-col gap-2">
      <h3 className="font-medium">Sources</h3>
      <ul className="flex flex-col gap-2 text-sm">
        {evidence.sources.map(({ source, status, detail }, at) => {
          const { tone, icon, label } = SOURCE[status];
          return (
            <li key={at} className="flex flex-col gap-0.5">
              <span className="flex flex-wrap items-center gap-2">
                <span className="font-medium">{showHidden(source)}</span>
                <Badge tone={tone} icon={icon}>
                  {label}
                </Badge>
              </span>
              <span className="break-words text-muted">{showHidden(detail)}</span>
            </li>
          );
        })}
      </ul>
      <p className="text-sm text-subtle">
        Asked on <ExactDate at={new Date(evidence.readAt)} />.
      </p>
    </div>
  );
}

function factsOf(evidence: Evidence): Definition[] {
  const { licence, maintainers, repository, homepage, downloadsPerWeek, digest } = evidence;
  const items: (Definition | false)[] = [
    licence !== null && { term: "Licence", value: showHidden(licence) },
    maintainers.length > 0 && { term: "Maintainers", value: named(maintainers, 5) },
    repository !== null && { term: "Repository", value: <OutsideLink href={repository} /> },
    homepage !== null && { term: "Homepage", value: <OutsideLink href={homepage} /> },
    versionsOf(evidence),
    downloadsPerWeek !== null && {
      term: "Downloads",
      value: `${downloadsPerWeek.toLocaleString("en")} in seven days`,
    },
    settingsOf(evidence),
    evidence.transports.length > 0 && { term: "Transport", value: evidence.transports.join(", ") },
    ...signInOf(evidence),
    digest !== null && {
      term: "Digest",
      value: <code className="text-sm break-all">{digest}</code>,
    },
  ];
  return items.filter((item) => item !== false);
}

function versionsOf({ versions, versionCount }: Evidence): Definition | false {
  const [newest] = versions;
  if (newest === undefined) return false;
  return {
    term: "Last release",
    value: (
      <>
        <code>{showHidden(newest.version)}</code>
        {newest.at !== null && (
          <>
            {" "}
            on <ExactDate at={new Date(newest.at)} />
          </>
        )}
        {versionCount !== null && versionCount > 1 && (
          <span className="text-subtle"> of {versionCount.toLocaleString("en")} versions</span>
        )}
      </>
    ),
  };
}

function settingsOf({ environmentVariables }: Evidence): Definition | false {
  if (environmentVariables.length === 0) return false;
  return {
    term: "Settings",
    value: (
      <ul className="flex flex-col gap-1">
        {environmentVariables.slice(0, 12).map(({ name, isRequired, isSecret }) => (
          <li key={name}>
            <code className="text-sm break-all">{showHidden(name)}</code>{" "}
            <span className="text-subtle">
              {isRequired ? "required" : "optional"}
              {isSecret ? ", secret" : ""}
            </span>
          </li>
        ))}
        {environmentVariables.length > 12 && <li>and {environmentVariables.length - 12} more</li>}
      </ul>
    ),
  };
}

function signInOf({ authorizationServers, scopes }: Evidence): Definition[] {
  return [
    ...(authorizationServers.length > 0
      ? [
          {
            term: "Sign-in",
            value: authorizationServers.map((url) => (
              <span key={url} className="block">
                <OutsideLink href={url} />
              </span>
            )),
          },
        ]
      : []),
    ...(scopes.length > 0 ? [{ term: "Scopes", value: named(scopes, 8) }] : []),
  ];
}

function named(texts: readonly string[], max: number): string {
  const shown = texts.slice(0, max).map(showHidden).join(", ");
  return texts.length > max ? `${shown} and ${texts.length - max} more` : shown;
}
