import { Badge } from "#components/ui/badge.tsx";
import { CardSection } from "#components/ui/card.tsx";
import { RevokedChip, StatusChip } from "#components/ui/chips.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { TextLink } from "#components/ui/link.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { ExactDate, RelativeTime } from "#components/ui/relative-time.tsx";
import { showHidden } from "#lib/catalog/core/look-alike.ts";
import { serverPath } from "#lib/catalog/core/paths.ts";
import { REGISTRY_STATUS_LABELS } from "#lib/catalog/core/words.ts";
import type { VersionPage, VersionSummary } from "#lib/catalog/list-versions.ts";
import { revocationSentence } from "#lib/revocations/core/words.ts";
import { trustPage } from "#components/trust/trust-address.ts";
import { CompareForm } from "./compare-form.tsx";

type Props = {
  name: string;
  page: VersionPage;
  isFirst: boolean;
  now: Date;
  mayRevoke: boolean;
};

/** Every version with its own state, newest first, and the way to compare two of them. */
export function VersionTimeline({ name, page, isFirst, now, mayRevoke }: Props) {
  const { versions, total, nextAfter } = page;
  const [newest, second] = versions;
  const base = serverPath(name, "versions");
  if (!newest)
    return (
      <EmptyState title="No version is known">
        Import the server again, or ask its owner team.
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-5">
      {second && (
        <CompareForm
          name={name}
          versions={versions.map(({ version }) => version)}
          from={
            (
              versions.find(({ isLatest, version }) => isLatest && version !== newest.version) ??
              second
            ).version
          }
          to={newest.version}
        />
      )}
      <CardSection
        title={total === 1 ? "One version" : `${total.toLocaleString("en")} versions`}
        flush
      >
        <ol className="divide-y divide-line">
          {versions.map((version, at) => (
            <VersionItem
              key={version.version}
              name={name}
              version={version}
              previous={versions[at + 1]?.version ?? null}
              now={now}
              mayRevoke={mayRevoke}
            />
          ))}
        </ol>
      </CardSection>
      {(nextAfter !== null || !isFirst) && (
        <Pagination
          summary={`${versions.length} of ${total.toLocaleString("en")} versions`}
          previousHref={isFirst ? null : base}
          nextHref={nextAfter === null ? null : `${base}?after=${encodeURIComponent(nextAfter)}`}
        />
      )}
    </div>
  );
}

type ItemProps = Pick<Props, "name" | "now" | "mayRevoke"> & {
  version: VersionSummary;
  previous: string | null;
};

function VersionItem({ name, version, previous, now, mayRevoke }: ItemProps) {
  const { changelog, statusMessage, toolCount, publishedAt, approvedAt, checksum } = version;
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">
          <code className="break-all">{showHidden(version.version)}</code>
        </h3>
        <StatusChip lifecycle={version.lifecycle} of="version" />
        {version.revocation && <RevokedChip title={version.revocation.reason} />}
        {version.isLatest && (
          <Badge tone="info" title="What clients get when they ask for the latest version.">
            Latest
          </Badge>
        )}
        <span className="ml-auto text-sm text-subtle">
          Listed <RelativeTime at={publishedAt} now={now} />
        </span>
      </div>
      {statusMessage && (
        <p className="max-w-prose text-warning-text">{showHidden(statusMessage)}</p>
      )}
      <RevocationLine revocation={version.revocation} />
      {changelog && (
        <p className="max-w-prose break-words whitespace-pre-line">{showHidden(changelog)}</p>
      )}
      <ul className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-muted">
        <li>
          {approvedAt ? (
            <>
              Approved <ExactDate at={approvedAt} />
            </>
          ) : (
            "Not approved"
          )}
        </li>
        <li>{clientWords(version)}</li>
        {toolCount > 0 && (
          <li>
            <TextLink
              href={`${serverPath(name, "tools")}?version=${encodeURIComponent(version.version)}`}
            >
              {toolCount === 1 ? "1 tool" : `${toolCount} tools`}
            </TextLink>
          </li>
        )}
        <li>
          <TextLink
            href={`${serverPath(name, "trust")}?version=${encodeURIComponent(version.version)}`}
          >
            Trust<span className="sr-only"> of {showHidden(version.version)}</span>
          </TextLink>
        </li>
        {previous !== null && (
          <>
            <li>
              <TextLink href={diffPath(name, previous, version.version)}>
                Compare with {showHidden(previous)}
              </TextLink>
            </li>
            <li>
              <TextLink href={trustPage(name, "compare", { from: previous, to: version.version })}>
                Compare trust
                <span className="sr-only">
                  {" "}
                  of {showHidden(previous)} and {showHidden(version.version)}
                </span>
              </TextLink>
            </li>
          </>
        )}
        {mayRevoke && <RevokeItem name={name} version={version} />}
        <li className="flex items-center gap-1" title={`SHA-256 of the document: ${checksum}`}>
          <span className="text-subtle">Checksum</span> <code>{checksum.slice(0, 12)}</code>
          <CopyButton text={checksum} label={`Copy checksum of ${version.version}`} />
        </li>
      </ul>
    </li>
  );
}

function RevocationLine({ revocation }: Pick<VersionSummary, "revocation">) {
  if (revocation === null) return null;
  return (
    <p className="max-w-prose break-words text-danger-text">{revocationSentence(revocation)}</p>
  );
}

/** To security and administrators: the form with this version written into it. */
function RevokeItem({ name, version }: Pick<ItemProps, "name" | "version">) {
  if (version.revocation !== null) return null;
  return (
    <li>
      <TextLink href={`/revocations?subject=${encodeURIComponent(`${name}@${version.version}`)}`}>
        Revoke<span className="sr-only"> {showHidden(version.version)}</span>
      </TextLink>
    </li>
  );
}

function clientWords({ registryStatus }: VersionSummary): string {
  return registryStatus === null
    ? "Clients do not see it"
    : REGISTRY_STATUS_LABELS[registryStatus].explanation.replace(/\.$/, "");
}

const diffPath = (name: string, from: string, to: string) =>
  `${serverPath(name, "versions/diff")}?${new URLSearchParams({ from, to }).toString()}`;
