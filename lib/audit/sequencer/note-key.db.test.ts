import "#lib/testing/alone.ts";
import { expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { writeRecords } from "#lib/testing/log.ts";
import { noteKey } from "../note-key.ts";
import { createKey, signerFromJson, type Signer } from "../tree/signer.ts";
import { startSequencer } from "./start-sequencer.ts";

const [first, second] = [1, 2].map(() => signerFromJson(createKey("test.example/log")));

/** What the worker does, until something was signed. */
async function signed(signer: Signer): Promise<void> {
  await writeRecords([{ action: "x.y", targetKind: "server", targetId: "x" }]);
  let done = (): void => undefined;
  const published = new Promise<void>((resolve) => (done = resolve));
  const sequencer = startSequencer({
    ...{ signer, checkpointMs: 1 },
    publish: () => Promise.resolve(done()),
    alarm: (what) => Promise.reject(new Error(what)),
    noteKey: (keyId) => noteKey(systemContext(), { keyId }),
  });
  await published;
  await sequencer.stop();
}

test("another key is recorded before the first checkpoint by it, whichever it is, and the same is not", async () => {
  if (!first || !second) throw new Error("Two keys were made.");
  const records = () =>
    db.auditEvent.findMany({ where: { action: "log.change_key" }, orderBy: { id: "asc" } });
  await signed(first);
  expect(await records()).toEqual([]);
  await signed(second);
  const [changed, ...more] = await records();
  expect(more).toEqual([]);
  expect(changed).toMatchObject({
    ...{ targetKind: "log", actorKind: "system" },
    before: { keyId: first.keyId },
    after: { keyId: second.keyId },
  });
  const { size } = await db.auditCheckpoint.findFirstOrThrow({ where: { keyId: second.keyId } });
  const batches = await db.auditBatch.findMany({
    where: { writer: changed?.writer ?? "", epoch: changed?.epoch ?? 0 },
  });
  const batch = batches.find(
    ({ firstSeq, count }) => changed && firstSeq <= changed.seq && changed.seq < firstSeq + count,
  );
  const leaf = Number(batch?.firstLeaf) + (changed?.seq ?? 0) - (batch?.firstSeq ?? 0);
  expect(leaf).toBeLessThan(Number(size));
  await signed(first);
  expect((await records()).map(({ after }) => after)).toEqual([
    { keyId: second.keyId },
    { keyId: first.keyId },
  ]);
});
