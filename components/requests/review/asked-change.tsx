import { CardSection } from "#components/ui/card.tsx";
import {
  ClassificationChip,
  DeploymentChip,
  LapsedChip,
  QuarantineChip,
  StatusChip,
} from "#components/ui/chips.tsx";
import { DefinitionList, type Definition } from "#components/ui/definition-list.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { EFFECT_WORDS, payloadWords } from "#lib/requests/core/payload-words.ts";
import { isEnded } from "#lib/requests/core/words.ts";
import type { ReviewProps } from "./review-props.ts";
import { teamNames } from "./team-names.ts";

/** A change that needs no document: what is asked beside what is so now. */
export function AskedChange({ request, server }: ReviewProps) {
  const teams = teamNames(request.ownerTeam, server?.owner);
  const asked = payloadWords(request.payload, teams);
  const running = request.change.deployment;
  const now = server
    ? payloadWords({ ...currentFacts(server), ...(running && { deployment: running }) }, teams)
    : [];
  return (
    <>
      <CardSection
        title={isEnded(request.state) ? "What was asked for" : "What would be different"}
        description={`Approving it ${EFFECT_WORDS[request.kind]}.`}
        flush
      >
        <ul className="divide-y divide-line">
          {asked.map(({ field, term, values }) => (
            <li key={field} className="flex flex-col gap-0.5 px-4 py-2.5">
              <span className="text-sm text-subtle">
                {term === field ? showHidden(term) : term}
              </span>
              <Values values={values} />
              <Before values={now.find((fact) => fact.field === field)?.values} after={values} />
            </li>
          ))}
        </ul>
      </CardSection>
      {server && (
        <CardSection title="The server as it is">
          <DefinitionList items={serverFacts(server)} />
        </CardSection>
      )}
    </>
  );
}

function Values({ values }: { values: readonly string[] }) {
  return values.map((value, at) => (
    <span key={at} className="break-words whitespace-pre-line">
      {showHidden(value)}
    </span>
  ));
}

function Before({ values, after }: { values: string[] | undefined; after: string[] }) {
  if (!values) return null;
  if (values.join() === after.join())
    return <span className="text-sm text-subtle">It is so already.</span>;
  return (
    <span className="text-sm text-muted">
      Now: <del className="text-danger-text">{values.map(showHidden).join(", ")}</del>
    </span>
  );
}

/** The same fields as a payload has, as they are now. */
function currentFacts({ owner, deputy, classification, deploymentModel }: ServerView): JsonObject {
  return {
    ownerTeam: owner?.slug ?? null,
    deputy: deputy?.email ?? null,
    dataClassification: classification,
    deploymentModel,
  };
}

function serverFacts(server: ServerView): Definition[] {
  const { quarantine, owner, approval, latestVersion } = server;
  return [
    {
      term: "Status",
      value: (
        <span className="inline-flex flex-wrap gap-1">
          <StatusChip lifecycle={server.lifecycle} />
          {quarantine && <QuarantineChip note={quarantine.note} />}
          {approval?.ranOut && <LapsedChip />}
        </span>
      ),
    },
    ...(quarantine
      ? [
          {
            term: "Quarantined",
            value: (
              <>
                <ExactDate at={quarantine.at} />: {showHidden(quarantine.note)}
              </>
            ),
          },
        ]
      : []),
    { term: "Owner", value: owner ? showHidden(owner.name) : "Nobody" },
    { term: "Data", value: <ClassificationChip classification={server.classification} /> },
    { term: "Runs", value: <DeploymentChip model={server.deploymentModel} /> },
    { term: "Version", value: latestVersion ? showHidden(latestVersion) : "None approved" },
    ...(approval?.expiresAt
      ? [
          {
            term: approval.ranOut ? "Approval ran out" : "Approved until",
            value: <ExactDate at={approval.expiresAt} />,
          },
        ]
      : []),
  ];
}
