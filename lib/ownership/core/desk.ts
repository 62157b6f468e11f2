/**
 * The owner's desk: what waits for somebody, with the date by which, and how the servers of their
 * teams are doing.
 */
import { serverPath } from "#lib/catalog/core/paths.ts";
import { distanceWords, isNewer } from "#lib/upstream/core/releases.ts";
import { daysAfter, REMINDER_DAYS } from "./ownership.ts";
import { addVersionLink, liftLink, ownershipLink, renewalLink } from "./request-links.ts";

export const RENEWAL_DAYS = 30;

export const DESK_WORDS = {
  quarantine: { label: "Quarantined", explanation: "Out of use until two people lift it." },
  trust: { label: "Trust fell", explanation: "It meets less than it did." },
  tools: { label: "Tools held", explanation: "Held until security has decided." },
  unowned: { label: "Unowned", explanation: "Counts as looked after by nobody." },
  attestation: { label: "Attestation", explanation: "Every quarter its owner team confirms it." },
  waiver: { label: "Waiver ends", explanation: "What was accepted for a time fails again then." },
  renewal: { label: "Approval to renew", explanation: "An approval holds for a limited time." },
  retirement: { label: "Retirement", explanation: "Something you use ends; say how you move." },
  consent: { label: "Your consent", explanation: "A request waits for your team." },
  changes: { label: "Changes wanted", explanation: "A reviewer asks you to change a request." },
  question: { label: "Question", explanation: "Somebody asked and has no answer." },
  upstream: { label: "New version", explanation: "Published upstream, not approved here." },
  deprecated: { label: "Deprecated upstream", explanation: "Its publisher advises against it." },
} as const;
export type DeskKind = keyof typeof DESK_WORDS;

export type DeskItem = {
  kind: DeskKind;
  server: { name: string; title: string | null };
  /** What it is about, in one sentence. */
  text: string;
  /** Null: no date is set. */
  dueAt: Date | null;
  since: Date | null;
  link: { href: string; label: string };
};

export type OwnedFacts = {
  name: string;
  title: string | null;
  team: { slug: string; name: string };
  latestVersion: string | null;
  lastReleaseAt: Date | null;
  quarantine: { at: Date; note: string } | null;
  /** While its newest approved version stands lower than it did: levels in words. */
  trust: { from: string; to: string; at: Date } | null;
  unownedSince: Date | null;
  freezesAt: Date | null;
  /** With exceptions counted in. */
  attestationDueAt: Date | null;
  responsible: string | null;
  /** Of the newest approved version. */
  packages: readonly { registryType: string; identifier: string; version: string | null }[];
  watches: readonly {
    registryType: string;
    identifier: string;
    seenVersion: string | null;
    seenAt: Date | null;
    deprecated: string | null;
    problem: string | null;
  }[];
  uses: readonly { userId: string; version: string | null }[];
  /** Of the newest approved version, where it runs out; `renewal` is a request under way. */
  approval: { expiresAt: Date; renewal: string | null } | null;
  /** A request to add a version that is not decided. */
  adding: { number: string; draft: boolean; expiresAt: Date | null } | null;
};

export type UpstreamState = { version: string; words: string | null; seenAt: Date | null };

export type HealthRow = {
  name: string;
  title: string | null;
  team: { slug: string; name: string };
  latestVersion: string | null;
  upstream: UpstreamState | null;
  /** False: nobody has looked upstream yet. */
  looked: boolean;
  /** Why the upstream could not be looked at. */
  problem: string | null;
  lastReleaseAt: Date | null;
  daysSinceRelease: number | null;
  people: number;
  /** Most used first. */
  versions: { version: string | null; people: number }[];
  responsible: string | null;
};

const MIRROR = "mirror";

/** The newest release of a server that is not approved here; null where there is none we know of. */
export function newerUpstream({
  latestVersion,
  packages,
  watches,
}: OwnedFacts): UpstreamState | null {
  const found = watches.flatMap(({ registryType, identifier, seenVersion, seenAt }) => {
    const used =
      registryType === MIRROR
        ? latestVersion
        : usedVersion(packages.find((one) => isSame(one, { registryType, identifier })));
    if (seenVersion === null || used === null || !isNewer(seenVersion, used)) return [];
    return [
      { version: seenVersion, words: distanceWords(used, seenVersion), seenAt, registryType },
    ];
  });
  const best = found.find(({ registryType }) => registryType === MIRROR) ?? found[0];
  return best ? { version: best.version, words: best.words, seenAt: best.seenAt } : null;
}

type Package = { registryType: string; identifier: string };
const isSame = (one: Package, other: Package) =>
  one.registryType === other.registryType && one.identifier === other.identifier;

/** An image keeps its version as the tag of its name. */
function usedVersion(pkg: OwnedFacts["packages"][number] | undefined): string | null {
  if (pkg === undefined) return null;
  return pkg.version ?? /:([^:/@]+)$/.exec(pkg.identifier)?.[1] ?? null;
}

/** What one of our servers asks of its owners. */
export function serverItems(facts: OwnedFacts, now: Date): DeskItem[] {
  const items = [
    quarantineItem(facts),
    trustItem(facts),
    unownedItem(facts),
    attestationItem(facts, now),
    renewalItem(facts, now),
    upstreamItem(facts),
    deprecatedItem(facts),
  ];
  return items.filter((item) => item !== null);
}

const about = ({ name, title }: OwnedFacts) => ({ name, title });

function quarantineItem(facts: OwnedFacts): DeskItem | null {
  if (facts.quarantine === null) return null;
  return {
    kind: "quarantine",
    server: about(facts),
    text: facts.quarantine.note,
    dueAt: null,
    since: facts.quarantine.at,
    link: { href: liftLink(facts.name), label: "Ask to lift it" },
  };
}

function trustItem(facts: OwnedFacts): DeskItem | null {
  const { trust, latestVersion } = facts;
  if (trust === null) return null;
  return {
    kind: "trust",
    server: about(facts),
    text: `Version ${latestVersion ?? ""} fell from ${trust.from} to ${trust.to}.`,
    dueAt: null,
    since: trust.at,
    link: { href: serverPath(facts.name, "trust"), label: "See why" },
  };
}

function unownedItem(facts: OwnedFacts): DeskItem | null {
  if (facts.unownedSince === null) return null;
  const overdue = facts.attestationDueAt !== null && facts.attestationDueAt < facts.unownedSince;
  return {
    kind: "unowned",
    server: about(facts),
    text: "From this date on it takes no new requests.",
    dueAt: facts.freezesAt,
    since: facts.unownedSince,
    link: overdue
      ? { href: serverPath(facts.name, "operate"), label: "Confirm ownership" }
      : { href: ownershipLink(facts.name), label: "Ask for its ownership" },
  };
}

function attestationItem(facts: OwnedFacts, now: Date): DeskItem | null {
  const { attestationDueAt: due, unownedSince } = facts;
  if (due === null || unownedSince !== null || daysAfter(due, -REMINDER_DAYS) > now) return null;
  return {
    kind: "attestation",
    server: about(facts),
    text: "Confirm that your team looks after it.",
    dueAt: due,
    since: null,
    link: { href: serverPath(facts.name, "operate"), label: "Confirm" },
  };
}

function renewalItem(facts: OwnedFacts, now: Date): DeskItem | null {
  const { approval, latestVersion } = facts;
  if (approval === null || daysAfter(approval.expiresAt, -RENEWAL_DAYS) > now) return null;
  return {
    kind: "renewal",
    server: about(facts),
    text:
      approval.renewal === null
        ? `The approval of version ${latestVersion ?? ""} ${runsOut(approval.expiresAt, now)}`
        : "Its renewal is being reviewed.",
    dueAt: approval.expiresAt,
    since: null,
    link:
      approval.renewal === null
        ? { href: renewalLink(facts.name), label: "Ask to renew" }
        : { href: `/requests/${approval.renewal}`, label: approval.renewal },
  };
}

const runsOut = (at: Date, now: Date) =>
  at <= now ? "has run out: clients do not get it until it is renewed." : "runs out.";

function upstreamItem(facts: OwnedFacts): DeskItem | null {
  const newer = newerUpstream(facts);
  // Somebody has asked for it: the reviewers have it now.
  if (newer === null || facts.adding?.draft === false) return null;
  const { adding } = facts;
  return {
    kind: "upstream",
    server: about(facts),
    text: [`${newer.version} was published`, newer.words].filter(Boolean).join("; "),
    dueAt: adding?.expiresAt ?? null,
    since: newer.seenAt,
    link: adding
      ? { href: `/requests/${adding.number}`, label: "Review the draft" }
      : { href: addVersionLink(facts.name), label: "Ask to add it" },
  };
}

function deprecatedItem(facts: OwnedFacts): DeskItem | null {
  const watch = facts.watches.find(({ deprecated }) => deprecated !== null);
  if (watch === undefined) return null;
  return {
    kind: "deprecated",
    server: about(facts),
    text: `${watch.identifier}: ${watch.deprecated ?? ""}`,
    dueAt: null,
    since: watch.seenAt,
    link: { href: serverPath(facts.name, "versions"), label: "See its versions" },
  };
}

/** Quarantines first; then by date; then what has none, the oldest first. */
export function inOrder(items: readonly DeskItem[]): DeskItem[] {
  const key = ({ kind, dueAt, since }: DeskItem): [number, number] => {
    if (kind === "quarantine") return [0, since?.getTime() ?? 0];
    return dueAt === null ? [2, since?.getTime() ?? Number.MAX_SAFE_INTEGER] : [1, dueAt.getTime()];
  };
  return [...items].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    return a[0] - b[0] || a[1] - b[1] || one.server.name.localeCompare(other.server.name);
  });
}

export function healthOf(facts: OwnedFacts, now: Date): HealthRow {
  const people = new Map<string | null, Set<string>>();
  for (const { version, userId } of facts.uses)
    people.set(version, (people.get(version) ?? new Set()).add(userId));
  const { lastReleaseAt } = facts;
  return {
    name: facts.name,
    title: facts.title,
    team: facts.team,
    latestVersion: facts.latestVersion,
    upstream: newerUpstream(facts),
    looked: facts.watches.length > 0,
    problem: facts.watches.find(({ problem }) => problem !== null)?.problem ?? null,
    lastReleaseAt,
    daysSinceRelease:
      lastReleaseAt === null
        ? null
        : Math.max(0, Math.floor((now.getTime() - lastReleaseAt.getTime()) / 86_400_000)),
    people: new Set(facts.uses.map(({ userId }) => userId)).size,
    versions: [...people]
      .map(([version, who]) => ({ version, people: who.size }))
      .sort((one, other) => other.people - one.people),
    responsible: facts.responsible,
  };
}
