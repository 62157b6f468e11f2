import { RetirementBanner } from "#components/retirements/retirement-banner.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import type { Tone } from "#components/ui/badge.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { LIFECYCLE_LABELS, type ServerLifecycle } from "#lib/catalog/core/words.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import { revocationSentence } from "#lib/revocations/core/words.ts";
import type { RetirementNotice } from "#lib/retirements/get-retirement-notice.ts";

const TONES: Partial<Record<ServerLifecycle, Tone>> = {
  deprecated: "warning",
  rejected: "danger",
  retired: "neutral",
};

type Props = {
  server: ServerView;
  /** The retirement that ends it; it says why by itself. */
  campaign: RetirementNotice | null;
};

/** What a reader must know before anything else. */
export function ServerNotices({ server, campaign }: Props) {
  const { quarantine, statusMessage, lifecycle, brokenDeployments } = server;
  const { label, explanation } = LIFECYCLE_LABELS[lifecycle];
  return (
    <>
      {quarantine && (
        <Callout tone="hold" title="Quarantined: do not use this server">
          {showHidden(quarantine.note)} Since <ExactDate at={quarantine.at} />.
        </Callout>
      )}
      <RevocationNotice server={server} />
      {campaign && <RetirementBanner name={server.name} campaign={campaign} />}
      {statusMessage && !campaign && (
        <Callout tone={TONES[lifecycle] ?? "info"} title={`${label}: ${explanation}`}>
          {showHidden(statusMessage)}
        </Callout>
      )}
      {brokenDeployments > 0 && (
        <Callout
          tone="warning"
          title={
            brokenDeployments === 1
              ? "One deployment breaks the deployment rules"
              : `${brokenDeployments} deployments break the deployment rules`
          }
          actions={
            <LinkButton size="sm" href={serverPath(server.name, "deployments")}>
              Show deployments
            </LinkButton>
          }
        >
          The rules have changed since it was recorded. Its owner moves or ends it.
        </Callout>
      )}
    </>
  );
}

function RevocationNotice({ server }: { server: ServerView }) {
  const { revocation, current } = server;
  if (revocation === null) return null;
  return (
    <Callout tone="danger" title="Revoked: remove it where it is set up">
      <span className="[overflow-wrap:anywhere]">
        {current && `Version ${showHidden(current.version)}. `}
        {revocationSentence(revocation)} Clients do not get it until security lifts this.
      </span>
    </Callout>
  );
}
