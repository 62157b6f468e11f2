import type { FormState } from "#lib/actions/form-action.ts";
import type { DemoCounts } from "#lib/demo/count-demo.ts";
import { CardSection } from "#components/ui/card.tsx";
import { ConfirmButton } from "#components/ui/confirm-button.tsx";

type Props = {
  counts: DemoCounts;
  /** The demo sign-in is on and needs its accounts. */
  keepsPeople: boolean;
  remove: (previous: FormState, form: FormData) => Promise<FormState>;
};

/** One action takes the demo company out of the catalog; it says what stays. */
export function DemoSection({ counts, keepsPeople, remove }: Props) {
  const none = counts.servers + counts.audiences + counts.teams === 0;
  if (none && (keepsPeople || counts.people === 0)) return null;
  const people = keepsPeople
    ? `The ${counts.people} demo accounts stay, because people sign in with them; they end when the demo sign-in is switched off and the data is removed again.`
    : `The ${counts.people} demo accounts go too, except your own if you use one.`;
  return (
    <div className="mt-6">
      <CardSection
        id="demo"
        title="Demo data"
        description={`${counts.servers} servers, ${counts.audiences} audiences and ${counts.teams} teams of a company that does not exist.`}
        actions={
          <ConfirmButton
            title="Remove the demo data?"
            description={
              <>
                <p>
                  {counts.servers} servers with their versions and deployments, their audiences, and
                  the demo teams that own nothing else and have no real member are removed for good.
                  What you added yourself stays, and so does the log.
                </p>
                <p className="mt-2">{people}</p>
              </>
            }
            confirmLabel="Remove demo data"
            action={remove}
          >
            {keepsPeople ? "Remove demo data, keep demo accounts…" : "Remove demo data…"}
          </ConfirmButton>
        }
      >
        <p className="max-w-prose text-muted">{people}</p>
      </CardSection>
    </div>
  );
}
