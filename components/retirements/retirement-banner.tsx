import { Callout } from "#components/ui/callout.tsx";
import type { Tone } from "#components/ui/badge.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { RetirementNotice } from "#lib/retirements/get-retirement-notice.ts";

type Props = { name: string; campaign: RetirementNotice };

/** On the page of a server that ends: when, why, what instead, and what is expected of the reader. */
export function RetirementBanner({ name, campaign }: Props) {
  const { reason, successor, retiresAt, state, awaitsMe } = campaign;
  return (
    <Callout
      tone={toneOf(campaign)}
      title={titleOf(campaign)}
      actions={
        <LinkButton
          size="sm"
          variant={awaitsMe ? "primary" : "secondary"}
          href={serverPath(name, "retirement")}
        >
          {awaitsMe ? "Answer" : "Show retirement"}
        </LinkButton>
      }
    >
      {showHidden(reason)}{" "}
      {successor && (
        <>
          Use{" "}
          <TextLink href={serverPath(successor.name)}>
            {showHidden(successor.title ?? successor.name)}
          </TextLink>{" "}
          instead.{" "}
        </>
      )}
      {state === "retired" ? "It was retired on " : "It is retired on "}
      <ExactDate at={retiresAt} />.{awaitsMe && " An answer of your team is expected."}
    </Callout>
  );
}

function toneOf({ state, inBrownout }: RetirementNotice): Tone {
  if (state === "retired") return "neutral";
  return inBrownout ? "danger" : "warning";
}

function titleOf({ state, inBrownout }: RetirementNotice): string {
  switch (state) {
    case "retired":
      return "Retired: clients no longer get this server";
    case "brownout":
      return inBrownout
        ? "Brown-out: clients do not get this server at this hour"
        : "In its brown-out: clients do not get this server for part of each day";
    case "deprecated":
      return "Deprecated: this server is being retired";
    case "announced":
    case "cancelled":
      return "This server will be retired";
  }
}
