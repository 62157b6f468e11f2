import { Disclosure } from "#components/admin/disclosure.tsx";
import type { FormAction } from "#components/server/form-dialog.tsx";
import { CardSection } from "#components/ui/card.tsx";
import type { ConsumerView } from "#lib/retirements/consumer-view.ts";
import { dayOf } from "#lib/retirements/core/status-message.ts";
import type { RetirementView } from "#lib/retirements/get-retirement.ts";
import { AnswerForm } from "./answer-form.tsx";
import { AnswerChip } from "./retirement-chips.tsx";

const DAY_MS = 86_400_000;

/** One card for each consumer that the reader may answer for; a given answer is folded away. */
export function MyAnswers({ view, action }: { view: RetirementView; action: FormAction }) {
  const earliest = dayOf(new Date(view.retiresAt.getTime() + DAY_MS));
  return view.consumers
    .filter(({ mine }) => mine)
    .map((consumer) => {
      const form = (
        <AnswerForm
          name={view.serverName}
          consumer={shown(consumer)}
          earliest={earliest}
          action={action}
        />
      );
      return (
        <CardSection
          key={consumer.id}
          title={consumer.teamSlug === null ? "Your answer" : `Answer of ${consumer.label}`}
          {...(consumer.answer === "none" && { description: "The owner waits for it." })}
          {...(consumer.answer !== "none" && { actions: <AnswerChip answer={consumer.answer} /> })}
        >
          {consumer.answer === "none" ? form : <Disclosure label="Change it">{form}</Disclosure>}
        </CardSection>
      );
    });
}

const shown = ({ id, answer, note, extendUntil }: ConsumerView) => ({
  id,
  answer,
  note,
  until: extendUntil === null ? "" : dayOf(extendUntil),
});
