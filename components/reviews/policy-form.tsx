import type { FormState } from "#lib/actions/form-action.ts";
import {
  ActionForm,
  FormCheckbox,
  FormErrors,
  FormSelect,
  FormText,
  FormTextarea,
} from "#components/admin/action-form.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { CLASSIFICATION_LABELS } from "#lib/catalog/core/words.ts";
import {
  CHECKLIST,
  CLASSES,
  type DataOwners,
  type PolicyRules,
  type TierPolicy,
} from "#lib/reviews/core/policy.ts";
import {
  leastWords,
  ON_FALL,
  ON_FALL_WORDS,
  type TrustRules,
} from "#lib/reviews/core/trust-rules.ts";
import type { PolicyTeam } from "#lib/reviews/policy-steps.ts";
import { RISK_TIERS, TIER_WORDS, type RiskTier } from "#lib/requests/core/words.ts";

type Props = {
  rules: PolicyRules;
  /** Every team, for naming who owns the data. */
  teams: readonly PolicyTeam[];
  /** A draft exists: saving replaces it. */
  replaces: number | null;
  save: (previous: FormState, form: FormData) => Promise<FormState>;
};

/** Every field is named as the server's refusals name it. */
export function PolicyForm({ rules, teams, replaces, save }: Props) {
  return (
    <ActionForm action={save} submitLabel="Save as draft" pendingLabel="Saving…">
      <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {RISK_TIERS.map((tier) => (
          <TierFields key={tier} tier={tier} rule={rules.tiers[tier]} />
        ))}
      </div>
      <DataOwnerFields owners={rules.dataOwners} teams={teams} />
      <TrustFields trust={rules.trust} />
      <FormCheckbox
        name="rules.fastTrack.patchReleases"
        label="Patch releases from pipelines skip review"
        hint="Only at low and medium risk, and only with the same tools, packages and permissions."
        defaultChecked={rules.fastTrack.patchReleases}
      />
      <div className="max-w-2xl">
        <FormTextarea
          name="note"
          label="Why it changes"
          rows={3}
          required
          hint="The administrator who publishes it reads this, and so does everyone who looks at the history."
        />
      </div>
      <FormErrors name="rules" />
      <p className="max-w-prose text-sm text-subtle">
        Saving makes a draft; another administrator puts it in force.
        {replaces !== null && ` It takes the place of version ${replaces}, which is discarded.`}
      </p>
    </ActionForm>
  );
}

/** Two administrators together say who owns the data, so that nobody makes themselves its owner. */
function DataOwnerFields({ owners, teams }: { owners: DataOwners; teams: readonly PolicyTeam[] }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 font-semibold">Who owns the data</legend>
      <p className="max-w-prose text-sm text-subtle">
        Where a tier asks for the owner of the data, a member of this team agrees. Where nobody is
        named, an administrator agrees instead.
      </p>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {CLASSES.map((data) => (
          <FormSelect
            key={data}
            name={`rules.dataOwners.${data}`}
            label={`${CLASSIFICATION_LABELS[data].label} data`}
            defaultValue={owners[data] ?? ""}
            options={[
              { value: "", label: "Nobody" },
              ...teams.map(({ id, name }) => ({ value: id, label: showHidden(name) })),
            ]}
          />
        ))}
      </div>
    </fieldset>
  );
}

const LEVELS = ([0, 1, 2, 3, 4] as const).map((level) => ({
  value: String(level),
  label: level === 0 ? "Any" : leastWords(level),
}));

/** By the class of the data: what a version has to stand at, and what follows when it falls. */
function TrustFields({ trust }: { trust: TrustRules }) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 font-semibold">Least trust level</legend>
      <p className="max-w-prose text-sm text-subtle">
        How far a version is trusted is measured by its trust scan, from L0 None to L4 Attested.
        What stands lower than this is not approved; “Any” also lets through what nobody has
        scanned. L4 cannot be reached yet, and remote servers reach L2 at most.
      </p>
      <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
        {CLASSES.map((data) => (
          <FormSelect
            key={data}
            name={`rules.trust.minimum.${data}`}
            label={`Least level for ${data} data`}
            defaultValue={String(trust.minimum[data])}
            options={LEVELS}
          />
        ))}
        {CLASSES.map((data) => (
          <FormSelect
            key={data}
            name={`rules.trust.onFall.${data}`}
            label={`When a server of ${data} data falls below it`}
            defaultValue={trust.onFall[data]}
            options={ON_FALL.map((value) => ({ value, label: ON_FALL_WORDS[value] }))}
          />
        ))}
      </div>
      <div className="max-w-sm">
        <FormText
          name="rules.trust.exceptionDays"
          label="Days for which security may approve below it"
          type="number"
          min={0}
          max={365}
          required
          defaultValue={trust.exceptionDays}
          hint="Such an approval names its end date. 0: nobody approves below it."
        />
      </div>
    </fieldset>
  );
}

const NUMBERS = [
  ["securityApprovals", "Reviewers", 5],
  ["responseHours", "Hours to the first response", 8_760],
  ["decisionHours", "Hours to the decision", 8_760],
  ["validityDays", "Days an approval is valid", 1_096],
] as const;

function TierFields({ tier, rule }: { tier: RiskTier; rule: TierPolicy }) {
  const at = `rules.tiers.${tier}`;
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-lg border border-line p-3">
      <legend className="px-1 font-semibold">{TIER_WORDS[tier].label}</legend>
      {NUMBERS.map(([key, label, max]) => (
        <FormText
          key={key}
          name={`${at}.${key}`}
          label={label}
          type="number"
          min={1}
          max={max}
          required
          defaultValue={rule[key]}
        />
      ))}
      <FormCheckbox
        name={`${at}.ownerTeam`}
        label="A member of the owner team agrees"
        defaultChecked={rule.ownerTeam}
      />
      <FormCheckbox
        name={`${at}.admin`}
        label="An administrator agrees"
        defaultChecked={rule.admin}
      />
      <FormCheckbox
        name={`${at}.dataOwner`}
        label="The owner of the data agrees"
        defaultChecked={rule.dataOwner}
      />
      <fieldset className="flex flex-col gap-2 border-t border-line pt-3">
        <legend className="float-left mb-1 w-full font-medium">Checklist</legend>
        {Object.entries(CHECKLIST).map(([key, { label }]) => (
          <label key={key} className="clear-left flex items-start gap-2 text-sm">
            <input
              type="checkbox"
              name={`${at}.checklist`}
              value={key}
              defaultChecked={rule.checklist.includes(key)}
              className="mt-0.5 size-4.5 shrink-0 accent-accent"
            />
            {label}
          </label>
        ))}
        <FormErrors name={`${at}.checklist`} />
      </fieldset>
    </fieldset>
  );
}
