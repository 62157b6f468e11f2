import { FindingItem } from "#components/trust/finding-item.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import { isEnded } from "#lib/requests/core/words.ts";
import { CONTROLS, type ControlId } from "#lib/trust/core/controls.ts";
import { seenFindings } from "#lib/trust/core/waivers.ts";

/** What a reviewer of a waiver has to look at: the findings, one by one, as the waiver will be bound to them. */
export function AskedWaiver({ request }: { request: RequestView }) {
  const { payload, serverName, state } = request;
  const control = textIn(payload, "control");
  const version = textIn(payload, "version");
  const findings = seenFindings(ownValue(payload, "findings"));
  return (
    <CardSection
      title={isEnded(state) ? "What was asked to be accepted" : "What would be accepted"}
      description="Approving accepts these findings in these bytes, and no others: whatever a later scan finds beside them fails as before."
      actions={
        <TextLink
          href={`${serverPath(serverName, "trust")}?version=${encodeURIComponent(version)}#${encodeURIComponent(control)}`}
        >
          See its trust
        </TextLink>
      }
    >
      <div className="flex flex-col gap-4">
        <DefinitionList items={factsOf(payload, control)} />
        {control === "CQ-01" && (
          <Callout tone="warning" title="Does it still work?">
            Gatehouse never tries a secret. Before you accept it, make sure that it was revoked
            where it was issued, or that it never was one.
          </Callout>
        )}
        {findings.length === 0 ? (
          <p className="text-muted">They are read when the draft is submitted.</p>
        ) : (
          <ol aria-label="Findings to be accepted" className="flex flex-col gap-3 text-sm">
            {findings.map((finding, at) => (
              <li key={`${at} ${finding.code}`} className="border-l-2 border-line-strong pl-3">
                <FindingItem finding={{ ...finding, action: "block" }} />
              </li>
            ))}
          </ol>
        )}
      </div>
    </CardSection>
  );
}

function factsOf(payload: JsonObject, control: string): Definition[] {
  const known = Object.hasOwn(CONTROLS, control) ? CONTROLS[control as ControlId] : null;
  const days = ownValue(payload, "days");
  const digest = textIn(payload, "digest");
  const facts: (Definition | false)[] = [
    {
      term: "Control",
      value: (
        <>
          {known?.title ?? "Not said yet"}{" "}
          <code className="text-subtle">{showHidden(control)}</code>
        </>
      ),
    },
    known !== null && { term: "Counts for", value: `Level ${known.level} and above` },
    { term: "Version", value: <code>{showHidden(textIn(payload, "version"))}</code> },
    { term: "Way to install", value: <code>{showHidden(textIn(payload, "option"))}</code> },
    digest !== "" && {
      term: "Bytes",
      value: <code className="text-xs break-all">{showHidden(digest)}</code>,
    },
    typeof days === "number" && {
      term: "For",
      value:
        days === 1 ? "1 day" : `${days} days, or until the date of an approval if that is earlier`,
    },
  ];
  return facts.filter((fact) => fact !== false);
}

function textIn(payload: JsonObject, field: string): string {
  const value = ownValue(payload, field);
  return typeof value === "string" ? value : "";
}
