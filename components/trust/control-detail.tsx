import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { CONTROLS, type ControlId } from "#lib/trust/core/controls.ts";
import type { Finding } from "#lib/trust/core/result.ts";
import { GROUPS, REASONS, type ArtifactKind } from "#lib/trust/core/words.ts";
import type { ControlView, EvidenceView } from "#lib/trust/get-trust.ts";
import { ControlWaiver, type WaiverContext } from "./control-waiver.tsx";
import { FindingItem } from "./finding-item.tsx";
import { momentWords, REASON_ADVICE } from "./trust-words.ts";

type Props = {
  control: ControlView;
  evidence: readonly EvidenceView[];
  kind: ArtifactKind;
  readAt: ((sha256: string) => string) | null;
  /** Where all findings of a control are; null: they all stand here. */
  findingsAt: ((control: ControlId) => string) | null;
  waivers: WaiverContext | null;
};

const SHOWN_AT_ONCE = 10;

export function ControlDetail({ control, evidence, kind, readAt, findingsAt, waivers }: Props) {
  const { findings, title } = control;
  const used = evidence.filter(({ sha256 }) => control.evidence.includes(sha256));
  return (
    <div className="flex flex-col gap-3 px-4 pb-4 pl-10 text-sm">
      <DefinitionList items={factsOf(control, kind)} />
      {findings.length > 0 && (
        <div>
          <h4 className="mb-1 font-medium">Findings</h4>
          <FindingList
            findings={findingsAt === null ? findings : findings.slice(0, SHOWN_AT_ONCE)}
            label={`Findings of ${title}`}
          />
          {findingsAt !== null && findings.length > SHOWN_AT_ONCE && (
            <p className="pt-2">
              <TextLink href={findingsAt(control.control)}>
                All {findings.length.toLocaleString("en")} findings of {title}
              </TextLink>
            </p>
          )}
        </div>
      )}
      {waivers !== null && <ControlWaiver control={control} waivers={waivers} />}
      <div>
        <h4 className="mb-1 font-medium">Evidence</h4>
        {used.length === 0 ? (
          <p className="text-muted">
            {control.evidence.length === 0
              ? "It rests on what the registry itself knows, or nothing could be read."
              : "What it rests on is not listed any more."}
          </p>
        ) : (
          <ul aria-label={`Evidence of ${title}`} className="flex flex-col gap-2">
            {used.map((one) => (
              <EvidenceItem key={`${one.sha256} ${one.source}`} evidence={one} readAt={readAt} />
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

function factsOf(control: ControlView, kind: ArtifactKind): Definition[] {
  const { reason, level, failsFromLevel, group, checkedAt } = control;
  const facts: (Definition | false)[] = [
    reason !== null && { term: "Why not", value: REASONS[reason] },
    reason !== null && { term: "What helps", value: REASON_ADVICE[reason] },
    failsFromLevel !== null &&
      failsFromLevel > level && {
        term: "Fails from",
        value: `Level ${failsFromLevel}; the levels below it are not touched`,
      },
    { term: "Counts for", value: countsFor(control, kind) },
    group !== null && { term: "Area", value: GROUPS[group] },
    {
      term: "Checked",
      value: <time dateTime={checkedAt}>{momentWords(new Date(checkedAt))}</time>,
    },
  ];
  return facts.filter((fact) => fact !== false);
}

function countsFor({ control, level, group }: ControlView, kind: ArtifactKind): string {
  const { scope, gates } = CONTROLS[control];
  if (scope === "A" || scope === "E" || gates?.includes(kind)) return `Level ${level} and above`;
  return group === null
    ? "Nothing: it is shown beside the level"
    : "Its area, and not for the level";
}

type FindingsProps = { findings: readonly Finding[]; label: string };

function FindingList({ findings, label }: FindingsProps) {
  return (
    <ul aria-label={label} className="flex flex-col gap-2">
      {findings.map((finding, at) => (
        <li key={`${at} ${finding.code}`} className="border-l-2 border-line-strong pl-3">
          <FindingItem finding={finding} />
        </li>
      ))}
    </ul>
  );
}

type EvidenceProps = { evidence: EvidenceView; readAt: Props["readAt"] };

/** Addresses stay text: a click would fetch what a stranger wrote. */
function EvidenceItem({ evidence, readAt }: EvidenceProps) {
  const { kind, source, fetchedAt, httpStatus, sha256, sizeBytes, isKept } = evidence;
  return (
    <li className="flex flex-col gap-0.5">
      <span>
        <span className="font-medium">{showHidden(kind)}</span>{" "}
        <span className="break-all text-muted">{showHidden(source)}</span>
      </span>
      <span className="text-muted">
        Read <time dateTime={fetchedAt.toISOString()}>{momentWords(fetchedAt)}</time>
        {httpStatus !== null && `, answer ${httpStatus}`}, {sizeBytes.toLocaleString("en")} bytes
        {!isKept && ", only its digest is kept"}
        {isKept && readAt !== null && (
          <>
            {" · "}
            <a
              href={readAt(sha256)}
              download
              className="text-accent-text underline decoration-accent-line underline-offset-2 hover:decoration-current"
            >
              Download<span className="sr-only"> {showHidden(kind)}</span>
            </a>
          </>
        )}
      </span>
      <code className="text-xs break-all text-subtle">sha256:{sha256}</code>
    </li>
  );
}
