import { Disclosure } from "#components/admin/disclosure.tsx";
import { EvidenceList } from "#components/requests/evidence-list.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { Definition } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { EvidenceSchema } from "#lib/intake/schemas.ts";
import { stringifyJson, type JsonObject } from "#lib/kernel/json.ts";
import type { RequestView } from "#lib/requests/get-request.ts";
import { payloadWords } from "#lib/requests/core/payload-words.ts";
import { KIND_WORDS, URGENCY_WORDS } from "#lib/requests/core/words.ts";
import { teamNames } from "./team-names.ts";

/** What is asked for, by whom, for what; in words. */
export function AskedCard({ request }: { request: RequestView }) {
  const { kind, justification, evidence, serverName, change } = request;
  // Where there is no document, and of a change, what is asked stands in the middle of the page.
  const facts = change.json === null || kind === "change_server" ? [] : asked(request);
  return (
    <CardSection title="What is asked" description={KIND_WORDS[kind].explanation}>
      <div className="flex flex-col gap-4">
        <div>
          <h3 className="text-sm text-subtle">Why it is needed</h3>
          <p className="break-words whitespace-pre-line">
            {showHidden(justification) || <span className="text-subtle">Not said yet</span>}
          </p>
        </div>
        <dl className="flex flex-col gap-2.5">
          {[...facts, ...about(request)].map(({ term, value }) => (
            <div key={term}>
              <dt className="text-sm text-subtle">{term}</dt>
              <dd className="break-words">{value}</dd>
            </div>
          ))}
        </dl>
        {evidence && (
          <Disclosure label="What the intake found out">
            <Found evidence={evidence} />
          </Disclosure>
        )}
        {serverName !== "" && (
          <TextLink
            href={`/requests?queue=all&server=${encodeURIComponent(serverName)}`}
            className="text-sm"
          >
            All requests about this server
          </TextLink>
        )}
      </div>
    </CardSection>
  );
}

/** As intake writes it; what the watch of upstreams saw is shorter and stands as it is. */
function Found({ evidence }: { evidence: JsonObject }) {
  const read = EvidenceSchema.safeParse(evidence);
  if (read.success) return <EvidenceList evidence={read.data} />;
  return <CodeBlock label="evidence" code={showHidden(pretty(stringifyJson(evidence)))} wrap />;
}

const asked = ({ payload, ownerTeam }: RequestView): Definition[] =>
  payloadWords(payload, teamNames(ownerTeam)).map(({ field, term, values }) => ({
    term: term === field ? showHidden(term) : term,
    value: values.map((value, at) => (
      <span key={at} className="block break-words whitespace-pre-line">
        {showHidden(value)}
      </span>
    )),
  }));

function about({ dataTouched, usedBy, urgency, targetDate, ownerTeam, payload }: RequestView) {
  const items: (Definition | false)[] = [
    dataTouched !== "" && { term: "Data", value: showHidden(dataTouched) },
    usedBy !== "" && { term: "Used by", value: showHidden(usedBy) },
    ownerTeam !== null &&
      !("ownerTeam" in payload) && { term: "Owner team", value: showHidden(ownerTeam.name) },
    {
      term: "Urgency",
      value: `${URGENCY_WORDS[urgency].label}: ${lower(URGENCY_WORDS[urgency].explanation)}`,
    },
    targetDate !== null && { term: "Wanted by", value: <ExactDate at={targetDate} /> },
  ];
  return items.filter((item) => item !== false);
}

const lower = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);
const pretty = (text: string) => JSON.stringify(JSON.parse(text), null, 2);
