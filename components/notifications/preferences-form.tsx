import type { FormState } from "#lib/actions/form-action.ts";
import { MAIL_CHOICE_LABELS, MAIL_CHOICES } from "#lib/notifications/core/mail-choice.ts";
import type { PreferenceView } from "#lib/notifications/get-preferences.ts";
import { ActionForm } from "#components/admin/action-form.tsx";

type Props = {
  preferences: readonly PreferenceView[];
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

const GROUPS: readonly { label: string; begins: readonly string[] }[] = [
  { label: "Requests and reviews", begins: ["request."] },
  { label: "Servers", begins: ["server."] },
  { label: "What you own", begins: ["ownership.", "approval."] },
  { label: "Retirements", begins: ["retirement."] },
  { label: "Rules", begins: ["policy."] },
];

/** One line per topic with its three choices. Each line is a group of radio buttons. */
export function PreferencesForm({ preferences, save }: Props) {
  const rest = preferences.filter(({ topic }) => !GROUPS.some((group) => belongs(topic, group)));
  return (
    <ActionForm
      action={save}
      submitLabel="Save preferences"
      pendingLabel="Saving…"
      className="flex max-w-3xl flex-col gap-6"
    >
      {GROUPS.map((group) => (
        <Topics
          key={group.label}
          label={group.label}
          preferences={preferences.filter(({ topic }) => belongs(topic, group))}
        />
      ))}
      <Topics label="Other" preferences={rest} />
    </ActionForm>
  );
}

const belongs = (topic: string, { begins }: { begins: readonly string[] }) =>
  begins.some((start) => topic.startsWith(start));

function Topics({ label, preferences }: { label: string; preferences: readonly PreferenceView[] }) {
  if (preferences.length === 0) return null;
  return (
    <section aria-label={label}>
      <h2 className="mb-2 text-lg font-semibold">{label}</h2>
      <div className="divide-y divide-line rounded-lg border border-line bg-surface">
        {preferences.map((preference) => (
          <TopicLine key={preference.topic} preference={preference} />
        ))}
      </div>
    </section>
  );
}

function TopicLine({ preference: { topic, label, mail } }: { preference: PreferenceView }) {
  return (
    <fieldset className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-4 py-2">
      <legend className="float-left min-w-56 flex-1 py-1">{label}</legend>
      <div className="flex flex-wrap gap-x-5">
        {MAIL_CHOICES.map((choice) => (
          <label key={choice} className="flex min-h-7 items-center gap-2">
            <input
              type="radio"
              name={topic}
              value={choice}
              defaultChecked={choice === mail}
              className="size-4 shrink-0 accent-accent"
            />
            {MAIL_CHOICE_LABELS[choice]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
