import { Clock, Wrench } from "lucide-react";
import { NameWithAvatar } from "#components/ui/avatar.tsx";
import {
  ClassificationChip,
  DeploymentChip,
  LapsedChip,
  QuarantineChip,
  RevokedChip,
  StatusChip,
} from "#components/ui/chips.tsx";
import { isSevere, LevelChip, NotScannedChip, RiskChip } from "#components/trust/trust-chips.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { LocalTime } from "#components/ui/local-time.tsx";
import { Link } from "#components/ui/link.tsx";
import { serverPath } from "#lib/catalog/core/paths.ts";
import type { SearchMatch } from "#lib/catalog/core/search-words.ts";
import { ageWords, LISTED_WORDS, maintenanceSignals } from "#lib/catalog/core/staleness.ts";
import { Highlight } from "#components/ui/highlight.tsx";
import type { ServerCard } from "#lib/catalog/server-card.ts";

/** The title, as the link that j and k walk along. */
export function ServerLink(props: {
  server: ServerCard;
  words: readonly string[];
  cover?: boolean;
}) {
  const { server, words, cover = false } = props;
  return (
    <Link
      href={serverPath(server.name)}
      data-row-link
      className={classNames(
        "font-semibold text-ink hover:text-accent-text hover:underline",
        cover && "after:absolute after:inset-0 after:rounded-lg",
      )}
    >
      <Highlight text={server.title ?? shortName(server.name)} words={words} />
    </Link>
  );
}

function shortName(name: string): string {
  return name.slice(name.indexOf("/") + 1);
}

export function ServerChips({ server }: { server: ServerCard }) {
  return (
    <>
      <StatusChip lifecycle={server.lifecycle} />
      {server.quarantined && <QuarantineChip note={server.quarantineNote} />}
      {server.revoked && <RevokedChip />}
      {server.approvalRanOut && <LapsedChip />}
      {server.trust ? <LevelChip {...server.trust} /> : <NotScannedChip />}
      {server.trust && isSevere(server.trust.risk) && <RiskChip risk={server.trust.risk} />}
      {server.classification && <ClassificationChip classification={server.classification} />}
      {server.deploymentModel && <DeploymentChip model={server.deploymentModel} />}
    </>
  );
}

export function Owner({ team }: { team: ServerCard["ownerTeam"] }) {
  return team ? <NameWithAvatar name={team.name} /> : <span className="text-subtle">No owner</span>;
}

/** Since when the newest version is listed; the colour and the clock say when that is long ago. */
export function Release({ server, now }: { server: ServerCard; now: Date }) {
  const { level, words } = maintenanceSignals({ ...server, now });
  if (server.lastReleaseAt === null) return <span className="text-subtle">{words}</span>;
  return (
    <span
      title={LISTED_WORDS}
      className={classNames(
        "inline-flex items-center gap-1",
        level === "stale" && "text-warning-text",
      )}
    >
      {level === "stale" && <Clock aria-hidden className="size-3.5" />}
      <span className="sr-only">Newest version listed </span>
      <LocalTime iso={server.lastReleaseAt.toISOString()}>
        {ageWords(server.lastReleaseAt, now)}
      </LocalTime>
    </span>
  );
}

export function ToolCount({ count }: { count: number }) {
  return (
    <span className="inline-flex shrink-0 items-center gap-1 tabular-nums">
      <Wrench aria-hidden className="size-3.5 text-subtle" />
      {count === 1 ? "1 tool" : `${count} tools`}
    </span>
  );
}

/** Why a search found it: "matched tool create_issue". */
export function Matched(props: { matched: readonly SearchMatch[]; words: readonly string[] }) {
  if (props.matched.length === 0) return null;
  return (
    <p className="truncate text-sm text-muted">
      Matched{" "}
      {props.matched.map((match, at) => (
        <span key={`${match.kind} ${match.text}`}>
          {at > 0 && ", "}
          {match.kind}{" "}
          <code className="text-ink">
            <Highlight text={match.text} words={props.words} />
          </code>
        </span>
      ))}
    </p>
  );
}
