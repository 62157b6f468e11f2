import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { sampleCheckpoint, sampleEvent } from "#lib/testing/audit-receivers/sample-events.ts";
import { fitEvent } from "./fit-event.ts";
import { formatEvent } from "./format-event.ts";
import { byteLength } from "./plain-text.ts";
import { placeOf } from "./received-list.ts";
import type { SinkEvent } from "./sink-event.ts";
import { MIN_EVENT_BYTES, SINK_FORMATS } from "./sink-kinds.ts";

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const fit = (event: SinkEvent, format: (typeof SINK_FORMATS)[number], maxBytes: number) =>
  fitEvent(event, (one) => formatEvent(format, one, "1"), { maxBytes, digest });

const LONG = {
  "one long text": { after: { note: "é".repeat(100_000) } },
  "many members": { after: Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`m${i}`, i])) }, // prettier-ignore
  "a long list": { before: { list: Array.from({ length: 9_000 }, () => "x\n") } },
  "a long target": { targetId: "\\|=\u0000".repeat(20_000), requestId: "🙂".repeat(10_000) },
};

describe.each(SINK_FORMATS)("%s", (format) => {
  test("an event that fits is left as it is", () => {
    const event = sampleEvent();
    expect(fit(event, format, 1_000_000)).toBe(formatEvent(format, event, "1"));
  });

  test.each(Object.entries(LONG))("%s is cut with a marker, never dropped", (_name, more) => {
    const event = sampleEvent({ seq: 3, ...more });
    const whole = formatEvent(format, event, "1");
    for (const maxBytes of [MIN_EVENT_BYTES, 8_192, 20_000]) {
      const line = fit(event, format, maxBytes);
      expect(byteLength(line)).toBeLessThanOrEqual(maxBytes);
      expect(line).toContain(digest(whole));
      expect(line).toContain(String(byteLength(whole)));
      expect(line).toContain(event.record.hash);
      expect(line).toContain(event.record.id);
      expect(placeOf(line)).toEqual({ writer: "web-1", epoch: 1, seq: 3 });
    }
  });

  test("a checkpoint whose note is too long keeps its root", () => {
    const checkpoint = { ...sampleCheckpoint(), note: "x".repeat(9_000) };
    const line = fit(checkpoint, format, MIN_EVENT_BYTES);
    expect(byteLength(line)).toBeLessThanOrEqual(MIN_EVENT_BYTES);
    expect(line.replaceAll("\\=", "=")).toContain(checkpoint.root);
    expect(line).toContain(digest(formatEvent(format, checkpoint, "1")));
  });
});

test("long texts go first: names of members and short values stay for the detection rules", () => {
  const event = sampleEvent({ after: { roles: ["admin"], note: "n".repeat(20_000) } });
  const cut = JSON.parse(fit(event, "json", 8_192)) as Record<string, unknown>;
  expect(cut["after"]).toMatchObject({ roles: ["admin"], note: expect.stringContaining("(20000 characters)") as string }); // prettier-ignore
  expect(cut["truncated"]).toMatchObject({ fields: ["before", "after"] });
});

test("facts that do not fit leave their own hash", () => {
  const after = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`m${i}`, i]));
  const cut = JSON.parse(fit(sampleEvent({ after }), "json", 8_192)) as Record<string, unknown>;
  expect(cut["after"]).toEqual({ truncated: true, bytes: JSON.stringify(after).length, sha256: digest(JSON.stringify(after)) }); // prettier-ignore
});

test("half a character is never left over", () => {
  const event = sampleEvent({ targetId: `a${"🙂".repeat(10_000)}` });
  expect(fit(event, "json", MIN_EVENT_BYTES)).not.toMatch(/\\ud83d(?!\\ude42)/i);
});
