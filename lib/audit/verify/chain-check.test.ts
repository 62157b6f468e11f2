import { hash } from "node:crypto";
import { expect, test } from "vitest";
import { ChainCheck } from "./chain-check.ts";
import type { Problem } from "./problem.ts";
import type { RawEntry } from "./read-entries.ts";

type Told = { action: string; epoch: number; seq: number; writer?: string; after?: object };

/** Records of one chain as PostgreSQL sends them, each hashed and linked to the one before it. */
function chainOf(told: readonly Told[]): RawEntry[] {
  let prev: Buffer = Buffer.alloc(32);
  return told.map(({ action, epoch, seq, writer = "web-1", after }, leaf) => {
    const texts = ["id", "at", "command", action, "success", "", "", "", "", "", "", "", "", ""];
    const fields = [
      Buffer.from("gatehouse-audit/1"),
      prev,
      ...[writer, String(epoch), String(seq), ...texts].map((text) => Buffer.from(text)),
      Buffer.from(after === undefined ? "" : JSON.stringify(after)),
      Buffer.alloc(0),
    ];
    const length = (field: Buffer) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(field.length);
      return bytes;
    };
    const parts = fields.flatMap((field) => [length(field), field]);
    const hashed = Buffer.concat([Buffer.of(0), ...parts]);
    prev = hash("sha256", hashed, "buffer");
    return entryOf({ leaf, hashed, fields: [...fields, prev] });
  });
}

function entryOf({ fields, ...of }: Pick<RawEntry, "leaf" | "hashed"> & { fields: Buffer[] }) {
  const field = (at: number) => fields[at] ?? Buffer.alloc(0);
  return {
    ...of,
    field,
    latin1: (at: number) => field(at).toString("latin1"),
    length: (at: number) => field(at).length,
    is: (at: number, latin1: string) => field(at).toString("latin1") === latin1,
    number: (at: number) => Number(field(at).toString()),
  };
}

const problemsOf = (told: readonly Told[]): Problem[] => {
  const problems: Problem[] = [];
  const chains = new ChainCheck((problem) => problems.push(problem));
  for (const entry of chainOf(told)) chains.take(entry);
  return problems;
};

const opened = (epoch: number, previousSeq: number | null = null): Told => ({
  ...{ action: "writer.open", epoch, seq: 1 },
  after: { previousEpoch: previousSeq === null ? null : epoch - 1, previousSeq },
});
const told = (epoch: number, seq: number, action = "server.retire"): Told => ({
  ...{ action, epoch, seq },
});
const closed = (epoch: number, seq: number) => told(epoch, seq, "writer.close");

test("epochs that are opened, and closed or not, are whole", () => {
  expect(
    problemsOf([
      ...[opened(1), told(1, 2), closed(1, 3), opened(2, 3), told(2, 2)],
      ...[opened(3, 2), closed(3, 2)],
    ]),
  ).toEqual([]);
});

test("what was there before chains began without being opened", () => {
  const legacy = (seq: number) => ({ ...told(1, seq), writer: "legacy" });
  expect(problemsOf([legacy(1), legacy(2)])).toEqual([]);
});

test.each<[string, Told[], object]>([
  [
    "a first epoch that nobody opened",
    [told(1, 1), told(1, 2)],
    { leaf: 0, what: "its epoch does not begin with writer.open" },
  ],
  [
    "a later epoch that nobody opened",
    [opened(1), told(2, 1), told(2, 2)],
    { leaf: 1, epoch: 2, what: "its epoch does not begin with writer.open" },
  ],
  [
    "an epoch that is opened in its midst",
    [opened(1), { ...opened(1), seq: 2, after: { previousEpoch: 1, previousSeq: 1 } }],
    { leaf: 1, what: "its epoch was open already" },
  ],
  [
    "a record behind the end of its epoch",
    [opened(1), closed(1, 2), told(1, 3)],
    { leaf: 2, seq: 3, what: "its writer had closed the epoch" },
  ],
  [
    "a second end of an epoch",
    [opened(1), closed(1, 2), closed(1, 3)],
    { leaf: 2, what: "its writer had closed the epoch" },
  ],
])("found, and named once: %s", (_what, records, problem) => {
  expect(problemsOf(records)).toEqual([expect.objectContaining(problem)]);
});

test("found too where of the first record only its hash is left", () => {
  const problems: Problem[] = [];
  const chains = new ChainCheck((problem) => problems.push(problem));
  const pruned = { writer: "web-1", epoch: 1, seq: 1, leaf: 0, hash: Buffer.alloc(32, 1) };
  chains.takePruned(pruned);
  chains.takePruned({ ...pruned, writer: "legacy", leaf: 1 });
  expect(problems).toMatchObject([{ leaf: 0, what: "its epoch does not begin with writer.open" }]);
});
