import fc from "fast-check";
import { expect, test } from "vitest";
import { readEvents } from "./event-stream.ts";

async function eventsOf(pieces: readonly Buffer[]) {
  const found = [];
  const body = (async function* () {
    await Promise.resolve();
    yield* pieces;
  })();
  for await (const event of readEvents(body)) found.push(event);
  return found;
}
const read = (text: string) => eventsOf([Buffer.from(text)]);

test.each([
  ["data: one\n\n", [{ event: "message", data: "one" }]],
  ["data:one\rdata: two\r\r", [{ event: "message", data: "one\ntwo" }]],
  ["event: x\r\ndata\r\n\r\n", [{ event: "x", data: "" }]],
  [": comment\nid: 7\nretry: 1\n\n", []],
  ["data: never ended", []],
  ["event: x\n\ndata: y\n\n", [{ event: "message", data: "y" }]],
])("%j is read as the standard has it", async (text, expected) => {
  expect(await read(text)).toEqual(expected);
});

test("where it is cut into pieces makes no difference", async () => {
  const text = 'event: ä\r\ndata: {"x":"€🙂"}\r\n\r\ndata: b\rdata: c\n\r\n: z\ndata: d\n\n';
  const whole = await read(text);
  expect(whole).toHaveLength(3);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: text.length + 8 }), { maxLength: 6 }), async (cuts) => {
      const bytes = Buffer.from(text);
      const at = [
        0,
        ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b),
        bytes.length,
      ];
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(await eventsOf(pieces)).toEqual(whole);
    }),
  );
});
