import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ADA, PEOPLE, sampleCheckpoint, sampleEvent } from "#lib/testing/audit-receivers/sample-events.ts"; // prettier-ignore
import { cefEvent } from "./cef.ts";
import { formatEvent } from "./format-event.ts";
import { leefEvent } from "./leef.ts";
import { byteLength } from "./plain-text.ts";
import { placeOf } from "./received-list.ts";
import type { SinkEvent } from "./sink-event.ts";
import { SINK_FORMATS } from "./sink-kinds.ts";
import { octetCounted, syslogMessage } from "./syslog.ts";

const HOSTILE = [
  "a|b|c",
  "x=1 act=forged outcome=success",
  "line\nCEF:0|Forged|x|1|y|z|10|act=forged",
  "line\r\nLEEF:2.0|Forged|x|1|y|x09|action=forged",
  "tab\taction=forged\tseq=9",
  "back\\slash \\n \\= \\| \\",
  '"] quote ] bracket [x y="z"]',
  "nul\u0000 escape\u001b[31m bell\u0007 del\u007f next\u0085 line\u2028 para\u2029",
  "<13>1 2026-01-01T00:00:00Z h a - - - forged",
  "12 <13>1 - - - - - forged",
  "é ☃ 🙂 \ud800 half",
  "",
  " ",
];

/** An independent reading of CEF as ArcSight describes it. */
function readCef(line: string): { head: string[]; fields: Map<string, string> } {
  const head: string[] = [""];
  let at = 0;
  for (; at < line.length && head.length < 8; at += 1) {
    const one = line[at] ?? "";
    if (one === "\\") head[head.length - 1] += line[(at += 1)] ?? "";
    else if (one === "|") head.push("");
    else head[head.length - 1] += one;
  }
  const rest = line.slice(at);
  const starts = [...rest.matchAll(/(?:^| )([A-Za-z]\w*)=/g)].filter(({ index, 0: text }) => rest[index + text.length - 2] !== "\\"); // prettier-ignore
  const fields = new Map(
    starts.map((start, index) => {
      const value = rest.slice(start.index + start[0].length, starts[index + 1]?.index);
      const plain = value.replace(/\\([\\=nr])/g, (_all, one: string) => ({ n: "\n", r: "\r" })[one] ?? one); // prettier-ignore
      return [start[1] ?? "", plain];
    }),
  );
  return { head, fields };
}

const readLeef = (line: string) => {
  const [, vendor, product, , action, delimiter, ...rest] = line.split("|");
  const pairs = rest.join("|").split("\t").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const); // prettier-ignore
  return { head: [vendor, product, action, delimiter], names: pairs.map(([name]) => name), fields: new Map(pairs) }; // prettier-ignore
};

const hostileEvent = (text: string) =>
  sampleEvent({
    action: "server.change",
    targetId: text,
    requestId: text,
    actorName: text,
    actorId: text,
    after: { note: text, [text]: text },
  });

describe.each(HOSTILE)("hostile text %j", (text) => {
  test.each(SINK_FORMATS)("stays one line in %s, in which the record is found", (format) => {
    const line = formatEvent(format, hostileEvent(text), "1");
    expect(line).not.toMatch(/[\r\n\u0000]/);
    expect(placeOf(line)).toEqual({ writer: "web-1", epoch: 1, seq: 1 });
  });

  test("adds no field to CEF and comes back as it was", () => {
    const { head, fields } = readCef(cefEvent(hostileEvent(text), "1|2\\3"));
    expect(head.slice(0, 7)).toEqual(["CEF:0", "Gatehouse", "Gatehouse", "1|2\\3", "server.change", "server change", "1"]); // prettier-ignore
    const calm = new Set(readCef(cefEvent(hostileEvent("calm"), "1")).fields.keys());
    for (const name of fields.keys()) expect(calm).toContain(name);
    expect(fields.get("act")).toBe("server.change");
    if (!/[\u0000-\u0008\u000e-\u001f\t\u007f-\u009f\u2028\u2029]/.test(text) && text !== "")
      expect(fields.get("fileId")).toBe(text);
    expect(JSON.parse(fields.get("cs4") ?? "")).toMatchObject({ note: JSON.parse(JSON.stringify(text)) as string }); // prettier-ignore
  });

  test("adds no attribute to LEEF", () => {
    const { head, names, fields } = readLeef(leefEvent(hostileEvent(text), "1|2"));
    expect(head).toEqual(["Gatehouse", "Gatehouse", "server.change", "x09"]);
    const calm = readLeef(leefEvent(hostileEvent("calm"), "1")).names;
    for (const name of names) expect(calm).toContain(name);
    expect(names.filter((name) => name === "action")).toHaveLength(1);
    expect(fields.get("action")).toBe("server.change");
    expect(fields.get("seq")).toBe("1");
  });

  test("cannot end a syslog message, its structured data or its header", () => {
    const event = sampleEvent({ writer: text, action: text, targetId: text });
    const header = { version: text, hostname: text, facility: 13, enterprise: 32_473 };
    const message = syslogMessage(event, "body", header);
    const parsed = /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) ((?:\[[^ \]]+(?: [a-zA-Z]+="(?:[^"\\\]]|\\["\\\]])*")*\])+) \ufeff?(.*)$/s.exec(message); // prettier-ignore
    expect(parsed?.[8]).toBe("body");
    expect(parsed?.[7]).toMatch(/^\[gatehouse@32473 /);
    expect(message).not.toMatch(/[\r\n\u0000]/);
  });
});

test("any text whatever stays in its field (CEF and LEEF)", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      const cef = readCef(cefEvent(hostileEvent(text), "1"));
      expect(cef.fields.get("cn2")).toBe("1");
      expect(cef.fields.get("act")).toBe("server.change");
      const leef = readLeef(leefEvent(hostileEvent(text), "1"));
      expect(leef.names).toEqual(expect.arrayContaining(["seq", "hash", "after"]));
      expect(new Set(leef.names).size).toBe(leef.names.length);
    }),
    { numRuns: 60 },
  );
}, 30_000);

describe("syslog", () => {
  const header = { version: "1.2.3", hostname: "", facility: 13, enterprise: 32_473 };

  test("has priority, time, writer and action in its header", () => {
    const event = sampleEvent({ outcome: "refused" });
    expect(syslogMessage(event, "body", header)).toBe(
      `<108>1 2026-11-26T17:00:00.000Z - gatehouse web-1 server.quarantine [gatehouse@32473 id="${event.record.id}" writer="web-1" epoch="1" seq="1" leaf="0" hash="${event.record.hash}" outcome="refused"][origin software="Gatehouse" swVersion="1.2.3"] body`,
    );
  });

  test("marks a body that is not ASCII as UTF-8, and counts bytes", () => {
    const framed = octetCounted(syslogMessage(sampleCheckpoint(), "grün ☃", header));
    const [length = ""] = framed.split(" ");
    expect(byteLength(framed.slice(length.length + 1))).toBe(Number(length));
    expect(framed).toContain(" \ufeffgrün ☃");
    expect(syslogMessage(sampleCheckpoint(), "plain", header)).not.toContain("\ufeff");
  });

  test.each([
    ["success", 110],
    ["failed", 108],
  ] as const)("priority of %s is %i", (outcome, priority) => {
    const event = sampleEvent({ action: "server.change", outcome });
    expect(syslogMessage(event, "", header)).toMatch(new RegExp(`^<${priority}>`));
  });
});

test.each(SINK_FORMATS)(
  "a checkpoint in %s names origin, size and root, and is no record",
  (format) => {
    const line = formatEvent(format, sampleCheckpoint(10), "1");
    const plain = line.replaceAll("\\=", "=");
    for (const part of ["audit.checkpoint", "gatehouse.audit/test", "10", sampleCheckpoint().root])
      expect(plain).toContain(part);
    expect(placeOf(line)).toBe("other");
  },
);

test("people stand under their names, agents under the one in the record", () => {
  const named: SinkEvent = sampleEvent({ actorId: ADA });
  expect(readCef(cefEvent(named, "1")).fields.get("suser")).toBe("Ada Lovelace");
  expect(readLeef(leefEvent(named, "1")).fields.get("usrName")).toBe("Ada Lovelace");
  expect(JSON.parse(formatEvent("json", named, "1"))).toMatchObject({ actor: PEOPLE.get(ADA), actorName: "" }); // prettier-ignore
  const agent = sampleEvent({ actorKind: "agent", actorId: "a1", actorName: "builder" });
  expect(readCef(cefEvent(agent, "1")).fields.get("suser")).toBe("builder");
});

test("the JSON of a record holds every field of it unchanged", () => {
  const event = sampleEvent({ seq: 5 });
  expect(JSON.parse(formatEvent("json", event, "1"))).toMatchObject({ type: "record", ...event.record }); // prettier-ignore
});
