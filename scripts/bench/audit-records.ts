import { createHash } from "node:crypto";
import type { NewRecord } from "#lib/audit/chain/new-record.ts";
import { randomOf, type Random } from "./random.ts";
import { DOMAINS, QUALITIES, SUBJECTS, SYSTEMS, VERBS, coinedWord } from "./vocabulary.ts";

/** Actions of the generated log, the most frequent first: each k-th is done about 1/k as often. */
export const ACTIONS =
  "server.update request.comment session.start server.use export.read request.submit request.check delivery.replay server.see_upstream session.end request.start_review request.approve token.create server.describe deployment.record request.assign server.add_version mirror.run request.edit import.finish server.list export.download person.sync view.save server.change request.draft deployment.change request.request_changes server.attest team.add_member import.start server.set_visibility token.revoke request.reject server.classify request.withdraw server.set_people notice.announce team.remove_member server.assign_owner deployment.end person.set_roles server.deprecate retirement.announce policy.publish audience.change mirror.change webhook.change server.transfer request.fast_track retirement.answer server.quarantine publisher.exchange person.disable sink.test server.retire import.fail webhook.remove publisher.remove hold.set".split(
    " ",
  );
export const REFUSAL = "authorization.refuse";

export const PEOPLE = 1_950;
const AGENTS = 40;
const SYSTEM_ACTORS = 9;
export const TARGETS = 20_000;
/** Of the objects, the ones that are servers; requests are as many, the other kinds share the rest. */
export const SERVERS = 8_000;
const REQUESTS = 8_000;
const SHARE = 1_073_741_824;
const QUADS = Array.from({ length: 65_536 }, (_, at) => at.toString(16).padStart(4, "0"));
const NAMES = Array.from({ length: SERVERS }, (_, at) => coinedWord(at));

/** Reasons are written with these: the k-th about 1/k as often as the first. */
export const WORDS = [
  ...new Set([
    ...SUBJECTS,
    ...VERBS,
    ...DOMAINS,
    ...SYSTEMS,
    ...QUALITIES.filter((word) => !word.includes("-")),
    ...Array.from({ length: 6_000 }, (_, at) => coinedWord(at)),
  ]),
];

export const personId = (at: number): string => idOf("a", at);
export const agentId = (at: number): string => idOf("b", at);
const targetId = (at: number): string => idOf("c", at);
export const serverId = (at: number): string => targetId(at % SERVERS);
const idOf = (kind: string, at: number) =>
  `${kind}${((at * 2_654_435_761) % 268_435_456).toString(16).padStart(7, "0")}-0000-4000-8000-${at.toString(16).padStart(12, "0")}`;

/** A name that one in a hundred thousand records bears. */
export const projectName = (at: number): string => `project${at % 100_000}`;

const share = (random: Random) => random.int(SHARE) / SHARE;
/** From 0 to `below` - 1; the k-th about 1/k as often as the first (Zipf's law). */
export const zipf = (random: Random, below: number): number =>
  Math.min(below - 1, Math.floor(Math.exp(share(random) * Math.log(below + 1))) - 1);

type Sort = { kind: NewRecord["kind"]; outcome: NewRecord["outcome"]; action: string };

/**
 * Records as a registry of two thousand people writes them: 2 % refused, most by few people, about
 * few things. The same numbers give the same records.
 */
export function recordMaker(seed: number): (at: Date, kind?: NewRecord["kind"]) => NewRecord {
  const random = randomOf(seed);
  const four = () => QUADS[random.int(QUADS.length)] ?? "";
  const uuid = () =>
    `${four()}${four()}-${four()}-4${three()}-9${three()}-${four()}${four()}${four()}`;
  const three = () => four().slice(1);
  return (at, wanted) => {
    const sort = sortOf(random, wanted);
    const actor = actorOf(random);
    return {
      id: `${timeDigits(at)}-7${three()}-9${three()}-${four()}${four()}${four()}`,
      at,
      ...sort,
      ...actor,
      credentialId: random.int(5) === 0 ? uuid() : null,
      ...targetOf(random, sort.action),
      requestId: uuid(),
      traceId: random.int(10) === 0 ? Array.from({ length: 8 }, four).join("") : null,
      ...factsOf(random, sort.action),
      commitment: null,
    };
  };
}

/** How an id of version 7 (RFC 9562 §5.7) begins. */
function timeDigits(at: Date): string {
  const ms = at.getTime().toString(16).padStart(12, "0");
  return `${ms.slice(0, 8)}-${ms.slice(8)}`;
}

function sortOf(random: Random, wanted: NewRecord["kind"] | undefined): Sort {
  const chance = random.int(10_000);
  if (chance < 150) return { kind: wanted ?? "event", outcome: "refused", action: REFUSAL };
  const action = ACTIONS[zipf(random, ACTIONS.length)] ?? "server.update";
  const outcome = chance < 200 ? "refused" : chance < 220 ? "failed" : "success";
  return { kind: wanted ?? (isEvent(action) ? "event" : "command"), outcome, action };
}

const isEvent = (action: string) => action.startsWith("export.") || action.startsWith("session.");

function actorOf(random: Random): Pick<NewRecord, "actorKind" | "actorId" | "actorName"> {
  const chance = random.int(1_000);
  if (chance < 920)
    return { actorKind: "user", actorId: personId(zipf(random, PEOPLE)), actorName: "" };
  if (chance < 960) {
    const at = zipf(random, AGENTS);
    return { actorKind: "agent", actorId: agentId(at), actorName: `Agent ${at}` };
  }
  if (chance < 999) {
    const at = zipf(random, SYSTEM_ACTORS);
    return { actorKind: "system", actorId: `job-${at}`, actorName: `Job ${at}` };
  }
  return { actorKind: "anonymous", actorId: "anonymous", actorName: "Anonymous" };
}

/** What an action is about has the action's noun as its kind. */
function targetOf(random: Random, action: string): Pick<NewRecord, "targetKind" | "targetId"> {
  const [noun = "server"] = action.split(".");
  if (noun === "authorization") return { targetKind: "permission", targetId: "server.govern" };
  if (noun === "server") return { targetKind: noun, targetId: serverId(zipf(random, SERVERS)) };
  if (noun === "request")
    return { targetKind: noun, targetId: targetId(SERVERS + zipf(random, REQUESTS)) };
  const others = TARGETS - SERVERS - REQUESTS;
  const first = SERVERS + REQUESTS + Math.floor((others / 20) * (nounNumber(noun) % 20));
  return { targetKind: noun, targetId: targetId(first + zipf(random, others / 20)) };
}

const nouns = new Map<string, number>();
function nounNumber(noun: string): number {
  const known = nouns.get(noun);
  if (known !== undefined) return known;
  const made = createHash("sha256").update(noun).digest()[0] ?? 0;
  nouns.set(noun, made);
  return made;
}

/** Canonical JSON: the members are written in order. */
function factsOf(random: Random, action: string): Pick<NewRecord, "before" | "after"> {
  if (action === REFUSAL)
    return { before: null, after: `{"code":"forbidden","permission":"server.govern"}` };
  const word = () => WORDS[zipf(random, WORDS.length)];
  const words = `${word()} ${word()} ${word()} ${word()} ${word()} ${word()}`;
  const name = `${WORDS[zipf(random, 300)]} ${NAMES[random.int(SERVERS)]}`;
  const project = projectName(random.int(100_000));
  const version = random.int(40);
  const before =
    random.int(3) === 0 ? `{"tier":${random.int(4)},"version":"1.${version}.0"}` : null;
  const after = `{"name":"${name}","project":"${project}","reason":"${words}","tier":${random.int(4)},"version":"1.${version + 1}.0"}`;
  return { before, after };
}
