import { URGENCIES, URGENCY_WORDS, type RequestKind } from "#lib/requests/core/words.ts";
import { AskSelect, AskText, AskTextarea } from "./request-form.tsx";
import { Section } from "./section.tsx";

/** Why it is asked for; the same for every kind but one, which is about what is there already. */
export function AboutFields({ kind }: { kind: RequestKind }) {
  return kind === "trust_waiver" ? <WaiverReason /> : <AllFields />;
}

function WaiverReason() {
  return (
    <Section legend="Why it can be accepted">
      <AskTextarea
        label="Reason"
        name="justification"
        required
        rows={4}
        maxLength={5_000}
        hint="Why it does no harm here or for this time, and what is done until it is fixed. It stays with the waiver for good."
      />
    </Section>
  );
}

function AllFields() {
  return (
    <Section legend="Why it is needed">
      <AskTextarea
        label="Justification"
        name="justification"
        required
        rows={4}
        maxLength={5_000}
        hint="What it is for, and why nothing that is approved will do. Reviewers read this first."
      />
      <AskTextarea
        label="Data it will touch"
        name="dataTouched"
        optional
        rows={2}
        maxLength={2_000}
        hint="Such as tickets of the support desk, without attachments."
      />
      <AskText
        label="Who will use it"
        name="usedBy"
        optional
        maxLength={500}
        hint="Teams, or about how many people."
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <AskSelect
          label="Urgency"
          name="urgency"
          options={URGENCIES.map((value) => ({
            value,
            label: `${URGENCY_WORDS[value].label}: ${lower(URGENCY_WORDS[value].explanation)}`,
          }))}
        />
        <AskText label="Wanted by" name="targetDate" type="date" optional />
      </div>
    </Section>
  );
}

const lower = (sentence: string) =>
  sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");
