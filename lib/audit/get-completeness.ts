import { z } from "zod";
import { defineQuery, type Readers } from "#lib/verbs/define-query.ts";
import {
  findings,
  isSetUp,
  type AnchorFacts,
  type EpochEnd,
  type Finding,
  type LogFacts,
  type ProcessFacts,
  type SinkFacts,
  type VerificationFacts,
} from "./core/completeness.ts";
import * as statements from "./completeness-statements.ts";
import { keyOf, type LogKey } from "./get-proof.ts";

export type EpochView = {
  writer: string;
  epoch: number;
  openedAt: Date;
  end: EpochEnd;
  sealedAt: Date | null;
  /** Records of it in the tree. */
  sequenced: number;
};
export type LogCompleteness = LogFacts & {
  findings: Finding[];
  writers: number;
  /** The newest, the newest first. */
  epochs: EpochView[];
  /** How the epochs of the last 90 days ended. */
  ends: { end: EpochEnd; count: number }[];
  checkpointAt: Date | null;
  key: LogKey | null;
};

/** What the product can see of its own log's wholeness. A few look-ups, however long the log is. */
export const getCompleteness = defineQuery({
  name: "getCompleteness",
  permission: "audit.read",
  input: z.object({}),

  async run({ sql }): Promise<LogCompleteness> {
    const [tree, tails, processes, epochs, ends, anchors, sinks, verifications] = await Promise.all(
      [
        treeOf(sql),
        sql<Tail>(statements.TAILS, []),
        sql<ProcessFacts>(statements.PROCESSES, []),
        sql<EpochView>(statements.EPOCHS, []),
        sql<{ end: EpochEnd; count: number; writers: number }>(statements.ENDS, []),
        sql<AnchorFacts>(statements.ANCHORS, []),
        sql<SinkFacts>(statements.SINKS, []),
        sql<VerificationFacts>(statements.VERIFICATION, []),
      ],
    );
    const facts: LogFacts = {
      ...tree.facts,
      waiting: tails.reduce((sum, { waiting }) => sum + waiting, 0),
      holes: tails.flatMap(({ writer, epoch, hole }) =>
        hole === null ? [] : [{ writer, epoch, after: hole }],
      ),
      processes,
      anchors: anchors.map(toldAnchor),
      sinks,
      verification: verifications[0] ?? { ageSeconds: 0, problems: null },
    };
    return {
      ...facts,
      findings: findings(facts),
      writers: ends[0]?.writers ?? 0,
      epochs,
      ends: ends.map(({ end, count }) => ({ end, count })),
      checkpointAt: tree.at,
      key: tree.vkey === null ? null : keyOf(tree.vkey),
    };
  },
});

/** What an anchor said last is of no interest when it is none any more; an alarm is. */
const toldAnchor = (anchor: AnchorFacts): AnchorFacts =>
  isSetUp(anchor) || anchor.state === "alarm"
    ? anchor
    : { ...anchor, detail: "Not set up any more: the worker gives it no checkpoints." };

type Tail = { writer: string; epoch: number; waiting: number; hole: number | null };
type TreeRow = {
  treeSize: number;
  treeAlarm: string | null;
  size: number | null;
  at: Date | null;
  ageSeconds: number | null;
  vkey: string | null;
};

const NO_TREE: TreeRow = {
  treeSize: 0,
  treeAlarm: null,
  size: null,
  at: null,
  ageSeconds: null,
  vkey: null,
};

async function treeOf(sql: Readers["sql"]) {
  const [row = NO_TREE] = await sql<TreeRow>(statements.TREE, []);
  const { treeSize, treeAlarm, size, ageSeconds, at, vkey } = row;
  const checkpoint = size === null || ageSeconds === null ? null : { size, ageSeconds };
  return { facts: { treeSize, treeAlarm, checkpoint }, at, vkey };
}
