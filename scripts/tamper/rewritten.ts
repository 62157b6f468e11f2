import type { Random } from "../bench/random.ts";
import { atLeaf, newKeys, type Attempt, type Case, type Tampering } from "./case.ts";
import { exportLines, textOf } from "./export-lines.ts";
import { seal, type Keys } from "./seal.ts";
import { HEARTBEAT, PRUNE, type ListedHead, type Story, type StoryRecord } from "./story.ts";

/** The same log told differently, from its first changed leaf on. */
export type Rewriting = { story: Story; leaf: number };

const copyOfStory = (story: Story): Story => structuredClone(story);

/** A command says something else. */
export function changeFact({ story, random }: Case): Rewriting | null {
  const rewritten = copyOfStory(story);
  const leaf = pickCommand({ story, random });
  const record = leaf === null ? undefined : rewritten.records[leaf];
  if (leaf === null || !record) return null;
  record.actorId = random.uuid();
  return { story: rewritten, leaf };
}

/** A command never happened; all that follows moves up. */
export function removeFact({ story, random }: Case): Rewriting | null {
  const leaf = pickCommand({ story, random });
  const gone = leaf === null ? undefined : story.records[leaf];
  if (leaf === null || !gone) return null;
  const rewritten = copyOfStory(story);
  for (const record of rewritten.records) {
    for (const place of [record, ...headsOf(record.after)]) moveUp(place, gone);
    if (record.writer === gone.writer) moveOpen(record, gone);
  }
  return { story: removeLeaves(rewritten, new Set([leaf])), leaf };
}

type InChain = { writer: string; epoch: number; seq: number };

function moveUp(place: InChain, { writer, epoch, seq }: InChain): void {
  if (place.writer === writer && place.epoch === epoch && place.seq > seq) place.seq -= 1;
}

function moveOpen({ action, after }: StoryRecord, gone: InChain): void {
  if (action === "writer.open" && after?.["previousEpoch"] === gone.epoch)
    after["previousSeq"] = Number(after["previousSeq"]) - 1;
}

/** Something happened that never did, at the end of the log's last epoch of a writer. */
export function swapFacts({ story, random }: Case): Rewriting | null {
  const rewritten = copyOfStory(story);
  const [one, other] = [pickCommand({ story, random }), pickCommand({ story, random })];
  const [first, second] = [rewritten.records[one ?? -1], rewritten.records[other ?? -1]];
  if (one === null || other === null || one === other || !first || !second) return null;
  [first.actorId, second.actorId] = [second.actorId, first.actorId];
  return { story: rewritten, leaf: Math.min(one, other) };
}

/** Not pruned, and never the head that a heartbeat names: removing it must leave no trace. */
function pickCommand({ story, random }: Pick<Case, "story" | "random">): number | null {
  const named = new Set(
    story.records.flatMap(({ after }) =>
      headsOf(after).map(({ writer, epoch, seq }) => `${writer}/${epoch}/${seq}`),
    ),
  );
  const commands = story.records.flatMap(({ kind, writer, epoch, seq }, leaf) =>
    kind === "command" && !story.pruned.has(leaf) && !named.has(`${writer}/${epoch}/${seq}`)
      ? [leaf]
      : [],
  );
  return commands.length === 0 ? null : random.pick(commands);
}

const headsOf = (after: Case["story"]["records"][number]["after"]): ListedHead[] =>
  (after?.["writers"] ?? []) as ListedHead[];

/** Everything that counts leaves is counted anew. */
function removeLeaves(story: Story, gone: ReadonlySet<number>): Story {
  const before = (leaf: number) => [...gone].filter((one) => one < leaf).length;
  const move = (leaf: number) => leaf - before(leaf);
  for (const { action, after } of story.records)
    if (action === PRUNE && after)
      after["leaves"] = (after["leaves"] as [number, number][]).map((range) => range.map(move));
  const checkpoints = [...new Set(story.checkpoints.map(move))].filter((size) => size > 0);
  return {
    ...story,
    checkpoints,
    records: story.records.filter((_, leaf) => !gone.has(leaf)),
    pruned: new Set([...story.pruned].filter((leaf) => !gone.has(leaf)).map(move)),
  };
}

type Tell = (given: Case) => Rewriting | null;

/** Told anew, hashed anew and signed with these keys: the perfect forgery. */
export async function forge(given: Case, { story }: Rewriting, keys: Keys): Promise<string> {
  const sealed = await seal(story, keys);
  const { firstLeaf } = given;
  return textOf(exportLines(story, sealed, { origin: keys.log.name, firstLeaf }));
}

/** With the log's own key. Nobody can tell, except who has a checkpoint from before. */
const resigned =
  (tell: Tell): Tampering =>
  async (given) => {
    const rewriting = tell(given);
    if (rewriting === null || given.firstLeaf > 0) return null;
    const text = await forge(given, rewriting, given.keys);
    const { checkpoints } = given.story;
    const bound = checkpoints.find((size) => size > rewriting.leaf) ?? Infinity;
    const at: Attempt["at"] = (place) =>
      atLeaf(rewriting.leaf)(place) || (place.checkpoint ?? Infinity) <= bound;
    return { text, at, needs: "outside" };
  };

/** Hashed anew by somebody who has no key: the signatures stay those of the true log. */
const unsigned: Tampering = async (given) => {
  const rewriting = changeFact(given);
  if (rewriting === null || rewriting.leaf < given.firstLeaf) return null;
  const { records } = await seal(rewriting.story, given.keys);
  const part = { origin: given.keys.log.name, firstLeaf: given.firstLeaf };
  const lines = exportLines(rewriting.story, { records, notes: given.sealed.notes }, part);
  return { text: textOf(lines), at: atLeaf(rewriting.leaf) };
};

const signedByAnother: Tampering = async (given) => {
  const rewriting = changeFact(given);
  if (rewriting === null) return null;
  const text = await forge(given, rewriting, newKeys());
  // Nothing shows before the first signature.
  const first = given.story.checkpoints.find((size) => size > given.firstLeaf);
  return { text, at: ({ checkpoint }) => checkpoint === first };
};

/** Forgeries with the log's key that forget something, and are found without any help. */
const careless =
  (edit: (story: Story, given: Case) => { at: Attempt["at"]; story: Story } | null): Tampering =>
  async (given) => {
    if (given.firstLeaf > 0) return null;
    const edited = edit(copyOfStory(given.story), given);
    if (edited === null) return null;
    const rewriting = { story: edited.story, leaf: 0 };
    return { text: await forge(given, rewriting, given.keys), at: edited.at };
  };

/** A heartbeat that saw another record than the log has. */
const lyingHeartbeat = careless((story, { random }) => {
  const beats = story.records.flatMap(({ action }, leaf) => (action === HEARTBEAT ? [leaf] : []));
  if (beats.length === 0) return null;
  const leaf = random.pick(beats);
  const head = random.pick(headsOf(story.records[leaf]?.after ?? null));
  head.hash = "ab".repeat(32);
  const isHead: Attempt["at"] = ({ writer, epoch, seq }) =>
    writer === head.writer && epoch === head.epoch && seq === head.seq;
  return { story, at: (place) => atLeaf(leaf)(place) || isHead(place) };
});

/** A writer's end is taken out; heartbeats saw it. */
const forgottenHeartbeat = careless((story, { random }) => {
  const head = pickOldHead(story, random);
  if (head === null) return null;
  const gone = new Set<number>();
  for (const [leaf, { writer, epoch, seq }] of story.records.entries())
    if (writer === head.writer && (epoch > head.epoch || (epoch === head.epoch && seq >= head.seq)))
      gone.add(leaf);
  if ([...gone].some((leaf) => story.pruned.has(leaf))) return null;
  const at: Attempt["at"] = ({ missing }) =>
    missing?.writer === head.writer && missing.epoch >= head.epoch;
  return { story: removeLeaves(story, gone), at };
});

/** Of another writer than the heartbeat's own, and not of the one that keeps the prunings. */
function pickOldHead(story: Story, random: Random): ListedHead | null {
  const last = Date.parse(story.records.at(-1)?.at ?? "");
  const heads = story.records
    .filter(({ action, at }) => action === HEARTBEAT && last - Date.parse(at) > 11 * 60_000)
    .flatMap(({ after, writer }) => headsOf(after).filter((head) => head.writer !== writer))
    .filter(({ writer }) => writer !== "web-1");
  return heads.length === 0 ? null : random.pick(heads);
}

/** An epoch that claims to follow another end than the log has. */
const lyingOpen = careless((story, { random }) => {
  const opens = story.records.flatMap(({ action, after }, leaf) =>
    action === "writer.open" && after?.["previousSeq"] !== null ? [leaf] : [],
  );
  const leaf = opens.length === 0 ? null : random.pick(opens);
  const after = leaf === null ? null : story.records[leaf]?.after;
  if (leaf === null || !after) return null;
  const name = random.pick(["previousSeq", "previousEpoch"]);
  after[name] = Number(after[name]) + 1;
  return { story, at: atLeaf(leaf) };
});

/** A record linked to another one than stands before it. */
const lyingLink = careless((story, { random }) => {
  const leaf = random.int(story.records.length);
  if (story.pruned.has(leaf)) return null;
  return { story: { ...story, links: new Map([[leaf, "cd".repeat(32)]]) }, at: atLeaf(leaf) };
});

/** A record that stands at the place of another one of its chain. */
const lyingSeq = careless((story, { random }) => {
  const again = story.records.flatMap(({ seq }, leaf) =>
    seq > 2 && !story.pruned.has(leaf) ? [leaf] : [],
  );
  const leaf = again.length === 0 ? null : random.pick(again);
  const record = leaf === null ? undefined : story.records[leaf];
  if (leaf === null || !record) return null;
  record.seq += random.pick([-1, 1]);
  return { story, at: atLeaf(leaf) };
});

/** A record taken out as pruned, while the log's own words about prunings were changed. */
const lyingPrune = careless((story, { random }) => {
  const prunes = story.records.filter(({ action }) => action === PRUNE);
  const after = prunes.length === 0 ? null : random.pick(prunes).after;
  const ranges = after?.["leaves"] as [number, number][] | undefined;
  const [leaf] = ranges?.[0] ?? [];
  if (!after || !ranges || leaf === undefined || !story.pruned.has(leaf)) return null;
  after["leaves"] = ranges.slice(1);
  return { story, at: atLeaf(leaf) };
});

export const REWRITTEN: Record<string, Tampering> = {
  "rewrite a fact, hash all anew": unsigned,
  "rewrite a fact, sign with another key": signedByAnother,
  "rewrite a fact, sign with the log's key": resigned(changeFact),
  "remove a fact, sign with the log's key": resigned(removeFact),
  "swap facts, sign with the log's key": resigned(swapFacts),
  "sign a heartbeat that lies": lyingHeartbeat,
  "sign a log whose heartbeats saw more": forgottenHeartbeat,
  "sign an epoch that lies": lyingOpen,
  "sign a record with a false link": lyingLink,
  "sign a record at a false place": lyingSeq,
  "sign a pruning that lies": lyingPrune,
};
