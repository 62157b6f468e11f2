import { CardSection } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";

/** Where an owner begins the end of a server, or sees how far it is. */
export function RetireCard({ name }: { name: string }) {
  return (
    <CardSection title="Retirement">
      <div className="flex flex-col items-start gap-3">
        <p className="text-muted">
          Ends the server by dates of yours: everyone who uses it is told, and says when they have
          moved.
        </p>
        <LinkButton href={serverPath(name, "retirement")}>Retire server…</LinkButton>
      </div>
    </CardSection>
  );
}
