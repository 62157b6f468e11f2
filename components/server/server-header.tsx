import { ChevronRight, Globe, Plug, Unplug, Users } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar, NameWithAvatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import {
  ClassificationChip,
  DeploymentChip,
  OriginChip,
  LapsedChip,
  QuarantineChip,
  RevokedChip,
  StatusChip,
} from "#components/ui/chips.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Link, TextLink } from "#components/ui/link.tsx";
import { ExactDate } from "#components/ui/relative-time.tsx";
import { connectRefusalOf } from "#lib/catalog/core/connectable.ts";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { LISTED_WORDS, maintenanceSignals } from "#lib/catalog/core/staleness.ts";
import type { ServerView } from "#lib/catalog/get-server.ts";
import { publisherPath } from "#lib/publishers/core/paths.ts";
import { TIER_WORDS } from "#lib/publishers/core/words.ts";
import type { ServerPublisher } from "#lib/publishers/get-server-publisher.ts";
import type { RetirementNotice } from "#lib/retirements/get-retirement-notice.ts";
import type { TrustSummary } from "#lib/trust/get-trust-summary.ts";
import { TrustLink } from "#components/trust/trust-chips.tsx";
import { ServerNotices } from "./server-notices.tsx";
import { serverTitle } from "./server-names.ts";

type Props = {
  server: ServerView;
  campaign: RetirementNotice | null;
  /** Of the current version; null where there is none. */
  trust: TrustSummary | null;
  publisher: ServerPublisher | null;
  now: Date;
  children: ReactNode;
};

/** What it is, whether it may be used, who answers for it, and the way to connect: in one screen. */
export function ServerHeader({ server, campaign, trust, publisher, now, children }: Props) {
  const title = serverTitle(server);
  return (
    <header className="mb-4 flex flex-col gap-3">
      <nav aria-label="Breadcrumb" className="text-sm text-subtle">
        <ol className="flex items-center gap-1">
          <li className="flex shrink-0 items-center gap-1">
            <Link href="/servers" className="py-0.5 hover:text-ink hover:underline">
              Servers
            </Link>
            <ChevronRight aria-hidden className="size-3.5" />
          </li>
          <li aria-current="page" className="min-w-0 truncate text-muted">
            {title}
          </li>
        </ol>
      </nav>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-1 basis-80 gap-3">
          {/* Initials, never the server's own icon: loading it would tell its host who reads this
              page, fail on a closed network, and an SVG may carry scripts. */}
          <span className="mt-0.5 max-sm:hidden">
            <Avatar name={title.replace(/[^\p{L}\p{N} ]/gu, "")} size="md" />
          </span>
          <div className="min-w-0">
            <h1 className="text-xl font-semibold tracking-tight break-words">{title}</h1>
            <p className="flex items-center gap-1">
              <code className="text-sm break-all text-muted">{server.name}</code>
              <CopyButton text={server.name} label="Copy name" />
            </p>
          </div>
        </div>
        <div className="flex flex-wrap gap-2">
          <RequestListing server={server} />
          <ConnectButton server={server} />
        </div>
      </div>
      <p className="max-w-prose break-words whitespace-pre-line">
        {showHidden(server.description)}
      </p>
      <Chips server={server} trust={trust} />
      <Facts server={server} publisher={publisher} now={now} />
      <ServerNotices server={server} campaign={campaign} />
      {children}
    </header>
  );
}

/** What is revoked is not to be used: nobody is invited to ask for it. */
function RequestListing({ server: { name, lifecycle, revocation } }: { server: ServerView }) {
  if (lifecycle !== "candidate" || revocation) return null;
  const href = `/requests/new?kind=list_server&server=${encodeURIComponent(name)}`;
  return (
    <LinkButton href={href} variant="primary">
      Request listing
    </LinkButton>
  );
}

function ConnectButton({ server }: { server: ServerView }) {
  const href = `${serverPath(server.name)}#connect`;
  return connectRefusalOf(server) === null ? (
    <LinkButton href={href} variant="primary">
      <Plug aria-hidden /> Connect
    </LinkButton>
  ) : (
    <LinkButton href={href}>
      <Unplug aria-hidden /> Why not to connect
    </LinkButton>
  );
}

function Chips({ server, trust }: Pick<Props, "server" | "trust">) {
  return (
    <ul aria-label="At a glance" className="flex flex-wrap gap-1.5">
      {[
        <StatusChip key="status" lifecycle={server.lifecycle} />,
        server.quarantine && <QuarantineChip key="hold" note={server.quarantine.note} />,
        server.revocation && <RevokedChip key="revoked" title={server.revocation.reason} />,
        server.approval?.ranOut && <LapsedChip key="lapsed" />,
        trust && (
          <TrustLink
            key="trust"
            standing={trust.standing}
            href={serverPath(server.name, "trust")}
          />
        ),
        <OriginChip key="origin" origin={server.origin} />,
        <ClassificationChip key="data" classification={server.classification} />,
        <DeploymentChip key="model" model={server.deploymentModel} />,
        server.exposed && (
          <Badge
            key="feed"
            icon={Globe}
            title="Readers without an account see it once it is approved."
          >
            Anonymous feed
          </Badge>
        ),
        server.visibility === "teams" && (
          <Badge key="teams" icon={Users} title="Only its owner team and the chosen teams see it.">
            Chosen teams
          </Badge>
        ),
      ].map(
        (chip) =>
          chip && (
            <li key={chip.key} className="flex">
              {chip}
            </li>
          ),
      )}
    </ul>
  );
}

function Facts({ server, publisher, now }: Pick<Props, "server" | "publisher" | "now">) {
  const { lastReleaseAt, versionCount, lifecycle, owner, deputy } = server;
  const { words } = maintenanceSignals({ lastReleaseAt, now, versionCount, lifecycle });
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
      <Fact term="Owner">
        {owner ? (
          <TextLink href={`/teams/${owner.slug}`}>
            <NameWithAvatar name={owner.name} />
          </TextLink>
        ) : (
          <span className="text-warning-text">No owner yet</span>
        )}
      </Fact>
      {publisher && <Fact term="Publisher">{publisherWords(publisher)}</Fact>}
      {deputy && (
        <Fact term="Deputy">
          <NameWithAvatar name={deputy.name} kind="person" />
        </Fact>
      )}
      <Offered server={server} />
      <Fact term="Maintenance">
        {words}
        {lastReleaseAt && (
          <span className="text-subtle" title={LISTED_WORDS}>
            {" "}
            (<ExactDate at={lastReleaseAt} />)
          </span>
        )}
      </Fact>
    </dl>
  );
}

function Offered({ server }: { server: ServerView }) {
  const { current } = server;
  const offered =
    current?.lifecycle === "approved" || current?.lifecycle === "deprecated" ? current : null;
  return (
    <Fact term="Latest approved">
      {offered === null ? (
        "none"
      ) : (
        <>
          <TextLink href={serverPath(server.name, "versions")}>
            <code>{showHidden(offered.version)}</code>
          </TextLink>
          {offered.lifecycle === "deprecated" && <span className="text-subtle"> deprecated</span>}
        </>
      )}
    </Fact>
  );
}

/** Asserted is not called verified: the words of the tier say what it rests on. */
function publisherWords({ publisher, tier }: ServerPublisher): ReactNode {
  const words = tier === null ? "nobody vouches for it" : TIER_WORDS[tier];
  if (publisher === null) return <span className="text-subtle">Not known; {words}</span>;
  return (
    <>
      <TextLink href={publisherPath(publisher.id)}>{showHidden(publisher.name)}</TextLink>
      <span className="text-subtle"> {words}</span>
    </>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2">
      <dt className="text-subtle">{term}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
