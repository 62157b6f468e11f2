import type { IdentityDetail } from "#lib/publishers/get-identity.ts";
import { OneButtonForm } from "#components/admin/one-button-form.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import type { IdentityActions } from "./identity-actions.ts";

type Props = {
  publisher: IdentityDetail;
  proof: NonNullable<IdentityDetail["proof"]>;
  verify: Pick<IdentityActions, "verifyIdentityAction">;
};

/** What to publish, to be copied, and the button that looks for it. */
export function ProofGuide({ publisher: { id, identity }, proof, verify }: Props) {
  return (
    <CardSection
      title="Prove the domain"
      description="One of the two is enough. It has to stay: it is looked at again every day."
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-col gap-2">
          <h3 className="font-medium">By DNS, for the domain and everything below it</h3>
          <p className="max-w-prose text-sm text-muted">
            Add a TXT record to {identity} itself, beside those that are there.
          </p>
          <CodeBlock code={`${identity}. 3600 IN TXT "${proof.text}"`} label="DNS record" wrap />
        </div>
        <div className="flex flex-col gap-2">
          <h3 className="font-medium">By a file, for this one name</h3>
          <p className="max-w-prose text-sm [overflow-wrap:anywhere] text-muted">
            Serve it at {proof.wellKnownUrl}, without a redirect to another host.
          </p>
          <CodeBlock code={proof.text} label="content of the file" wrap />
        </div>
        <OneButtonForm action={verify.verifyIdentityAction} fields={{ id }}>
          Look for the proof now
        </OneButtonForm>
      </div>
    </CardSection>
  );
}
