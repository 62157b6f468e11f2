import { expect, test } from "vitest";
import { verify } from "../verify-audit.mjs";
import { keyText, newCase, newKeys } from "./case.ts";
import { exportLines, textOf } from "./export-lines.ts";

const keys = newKeys();

/** The export as it was at an earlier checkpoint: whoever has the file can make it, without a key. */
async function cutOff() {
  const { story, sealed } = await newCase(3, keys);
  const lines = exportLines(story, sealed, { origin: keys.log.name, firstLeaf: 0 });
  const signed = lines.flatMap(({ type }, at) => (type === "checkpoint" ? [at] : []));
  const [header, ...rest] = lines.slice(0, (signed.at(-2) ?? 0) + 1);
  if (!header) throw new Error("The export is empty.");
  const size = rest.filter(({ type }) => type === "record" || type === "pruned").length;
  const notes = sealed.notes.map((note) => ({ file: `checkpoint-${note.size}`, ...note }));
  const check = (most: number) =>
    verify({
      open: () => [Buffer.from(textOf([{ ...header, size }, ...rest]))],
      keys: [keyText(keys)],
      checkpoints: notes.filter((note) => note.size <= most),
    });
  return { check, size };
}

const saysOfTheEnd = (summary: Record<string, unknown> | undefined) =>
  (summary?.["notChecked"] as string[]).find((text) => /cut off|more was signed/.test(text));

test("an export that was cut off at an earlier checkpoint is whole, and that is said", async () => {
  const { check } = await cutOff();
  const { verdict, summary } = await check(0);
  expect(verdict).toBe("whole");
  expect(saysOfTheEnd(summary)).toContain("whether the end was cut off");
});

test("a checkpoint from outside shows how far the log went at least, and a newer one that it was cut", async () => {
  const { check, size } = await cutOff();
  const { verdict, summary } = await check(size);
  expect(verdict).toBe("whole");
  expect(saysOfTheEnd(summary)).toContain(`after the ${size} records`);
  expect((await check(Infinity)).verdict).toBe("tampered");
});
