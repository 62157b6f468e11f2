import { Callout } from "#components/ui/callout.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { textIn } from "#lib/catalog/core/json-fields.ts";
import type { VersionProposal } from "#lib/intake/propose-version.ts";

/** Whether its sources know a newer version than the catalog. */
export function VersionNotice({ proposal }: { proposal: VersionProposal | null }) {
  if (proposal === null)
    return (
      <Callout tone="warning" title="It has no approved version yet">
        Ask for its listing first.
      </Callout>
    );
  const version = showHidden(textIn(proposal.document, "version"));
  if (proposal.newer)
    return (
      <Callout tone="success" title={`Version ${version} is out`}>
        The document below is that of {showHidden(proposal.current)} with what changed. Check it
        against the release notes.
      </Callout>
    );
  if (!proposal.evidence.sources.some(({ status }) => status === "read"))
    return (
      <Callout tone="warning" title="Whether there is a newer version could not be looked up">
        Change the version and the packages in the document below by hand; it is that of {version}.
      </Callout>
    );
  return (
    <Callout tone="info" title={`Nothing newer than ${version} was found`}>
      Change the version and the packages in the document below by hand.
    </Callout>
  );
}
