import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextLink } from "#components/ui/link.tsx";
import type { IntakeView } from "#lib/intake/inspect-reference.ts";

/** What the pasted text was taken for, whether anything was read, and what else it could mean. */
export function ReadAs({ view }: { view: IntakeView }) {
  const { found, readAs, otherwise } = view;
  const { reference } = view.evidence;
  return (
    <Callout
      tone={found ? "success" : "warning"}
      title={
        found
          ? `Read as ${article(readAs.label)}: check what was filled in`
          : `Nothing could be read about this ${readAs.label}`
      }
      actions={
        <LinkButton size="sm" href="/requests/new">
          Look up another
        </LinkButton>
      }
    >
      <code className="break-all">{reference}</code>
      {!found && (
        <p>
          What each source answered stands below. You can fill in the form by hand all the same.
        </p>
      )}
      {otherwise.map((other) => (
        <p key={other.reference}>
          Not meant?{" "}
          <TextLink href={`/requests/new?ref=${encodeURIComponent(other.reference)}`}>
            Read it as {article(other.label)}
          </TextLink>
        </p>
      ))}
    </Callout>
  );
}

const article = (label: string) => `${/^[aeiou]|^npm|^MCPB/i.test(label) ? "an" : "a"} ${label}`;
