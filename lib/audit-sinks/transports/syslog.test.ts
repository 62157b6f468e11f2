import { randomUUID } from "node:crypto";
import net from "node:net";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import {
  sampleBatch,
  sampleCheckpoint,
  sampleEvent,
} from "#lib/testing/audit-receivers/sample-events.ts";
import { newCertificate, SyslogReceiver, type Certificate } from "#lib/testing/audit-receivers/syslog-receiver.ts"; // prettier-ignore
import { eventId } from "../core/sink-event.ts";
import { SinkConfig } from "../schemas.ts";
import { sendBatch } from "./send-batch.ts";
import type { SinkTarget } from "./sink-target.ts";

let own: Certificate;
let receiver: SyslogReceiver;
beforeAll(async () => {
  own = await newCertificate();
});
beforeEach(async () => {
  receiver = new SyslogReceiver(own);
  await receiver.listen();
});
afterEach(async () => {
  await vi.waitFor(() => expect(receiver.openSockets).toBe(0));
  await receiver.close();
});

const target = (more: object = {}, secrets: SinkTarget["secrets"] = {}): SinkTarget => ({
  id: randomUUID(),
  config: SinkConfig.parse({
    kind: "syslog",
    format: "cef",
    host: "127.0.0.1",
    port: receiver.port,
    allowedHosts: [`127.0.0.1:${receiver.port}`],
    hostname: "gatehouse.example",
    timeoutMs: 1_000,
    graceMs: 60,
    ca: own.cert,
    ...more,
  }),
  secrets,
  version: "1.2.3",
  fileRoot: "/nowhere",
});
const never = new AbortController().signal;

test.each(["cef", "leef", "ocsf", "json"])(
  "a batch in %s arrives whole, framed and in order",
  async (format) => {
    const hostile = sampleBatch(1, { targetId: "a|b=c\nd é ☃ 12 <13>1", seq: 9 });
    const batch = [...sampleBatch(300), ...hostile, sampleCheckpoint(300)];
    expect(await sendBatch(batch, target({ format }), never)).toEqual({
      accepted: 302,
      retry: null,
    });
    expect(receiver.ids()).toEqual(batch.map(eventId));
    expect(receiver.torn).toBe(0);
    expect(receiver.messages[0]).toMatch(
      /^<109>1 2026-11-26T17:00:00\.000Z gatehouse\.example gatehouse web-1 server\.quarantine \[gatehouse@32473 id="/,
    );
  },
);

test.each(["cef", "leef", "ocsf", "json"])(
  "a long record in %s is cut so that the whole message stays within what the receiver takes",
  async (format) => {
    const hostname = "h".repeat(255);
    for (const maxEventBytes of [undefined, 4_096]) {
      const most = maxEventBytes ?? 8_192;
      const more = { writer: "gateway-12", requestId: "☃".repeat(30) };
      const batch = Array.from({ length: 40 }, (_, n) =>
        sampleEvent({
          seq: n + 1,
          after: { list: ["é".repeat(most / 2 - 1_600 + n * 40)] },
          ...more,
        }),
      );
      receiver.messages.length = 0;
      const sent = await sendBatch(batch, target({ format, hostname, maxEventBytes }), never);
      expect(sent).toEqual({ accepted: 40, retry: null });
      const sizes = receiver.messages.map((message) => Buffer.byteLength(message));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
      expect(receiver.messages.some((message) => message.includes("truncated"))).toBe(true);
    }
  },
);

describe("a receiver that", () => {
  test("refuses connections gets it all later", async () => {
    const batch = sampleBatch(5);
    await receiver.close();
    expect(await sendBatch(batch, target(), never)).toMatchObject({ accepted: 0, retry: {} });
    await receiver.listen();
    expect(await sendBatch(batch, target(), never)).toEqual({ accepted: 5, retry: null });
    expect(receiver.ids()).toEqual(batch.map(eventId));
  });

  test.each(["hang", "no_handshake", "halfway", "reset"] as const)(
    "does this: %s, has accepted nothing, in time",
    async (fault) => {
      receiver.fault = fault;
      const started = Date.now();
      const result = await sendBatch(sampleBatch(2_000), target(), never);
      expect(result).toMatchObject({
        accepted: 0,
        retry: { reason: expect.any(String) as string },
      });
      expect(Date.now() - started).toBeLessThan(3_000);
      if (fault === "no_handshake" || fault === "hang") await receiver.close();
      if (fault === "no_handshake" || fault === "hang") await receiver.listen();
    },
  );

  test.each(["hang", "halfway", "reset"] as const)(
    "does this with a single record: %s, has accepted nothing",
    async (fault) => {
      receiver.fault = fault;
      expect(await sendBatch(sampleBatch(1), target(), never)).toMatchObject({ accepted: 0, retry: {} }); // prettier-ignore
      if (fault === "hang") await receiver.close();
      if (fault === "hang") await receiver.listen();
    },
  );

  test("reads slowly is waited for", async () => {
    receiver.fault = "slow";
    const batch = sampleBatch(200);
    expect(await sendBatch(batch, target({ timeoutMs: 8_000 }), never)).toEqual({ accepted: 200, retry: null }); // prettier-ignore
    expect(receiver.ids()).toEqual(batch.map(eventId));
  });

  test("reads everything and drops it is believed: only reconciliation can tell", async () => {
    receiver.fault = "lie";
    expect(await sendBatch(sampleBatch(3), target(), never)).toEqual({ accepted: 3, retry: null });
    expect(receiver.messages).toEqual([]);
  });

  test("never closes has accepted nothing, unless the administrator says that a wait is enough", async () => {
    const endless = new SyslogReceiver(own, { neverEnds: true });
    await endless.listen();
    const config = { port: endless.port, allowedHosts: [`127.0.0.1:${endless.port}`] };
    expect(await sendBatch(sampleBatch(3), target(config), never)).toMatchObject({
      accepted: 0,
      retry: {},
    });
    const grace = target({ ...config, confirm: "grace" });
    expect(await sendBatch(sampleBatch(3), grace, never)).toEqual({ accepted: 3, retry: null });
    expect(endless.ids()).toHaveLength(6);
    await endless.close();
  });
});

describe("trust", () => {
  test("a certificate of another authority is refused before a byte is sent", async () => {
    const other = await newCertificate();
    const result = await sendBatch(sampleBatch(1), target({ ca: other.cert }), never);
    expect(result).toMatchObject({ accepted: 0, retry: {} });
    expect(receiver.messages).toEqual([]);
  });

  test("a certificate for another name is refused", async () => {
    const named = await newCertificate("siem.example");
    const impostor = new SyslogReceiver(named);
    await impostor.listen();
    const config = { port: impostor.port, allowedHosts: [`127.0.0.1:${impostor.port}`], ca: named.cert }; // prettier-ignore
    expect(await sendBatch(sampleBatch(1), target(config), never)).toMatchObject({ accepted: 0 });
    const byName = { ...target({ ...config, host: "siem.example", allowedHosts: ["siem.example"] }), resolve: () => Promise.resolve(["127.0.0.1"]) }; // prettier-ignore
    expect(await sendBatch(sampleBatch(1), byName, never)).toEqual({ accepted: 1, retry: null });
    await impostor.close();
  });

  test("a receiver that asks for our certificate gets it, and refuses us without", async () => {
    const client = await newCertificate("gatehouse.client");
    const strict = new SyslogReceiver(own, { clientCa: client.cert });
    await strict.listen();
    const config = { port: strict.port, allowedHosts: [`127.0.0.1:${strict.port}`] };
    expect(await sendBatch(sampleBatch(1), target(config), never)).toMatchObject({ accepted: 0 });
    const known = target({ ...config, clientCert: client.cert.trim() }, { clientKey: client.key });
    expect(await sendBatch(sampleBatch(1), known, never)).toEqual({ accepted: 1, retry: null });
    expect(strict.peerName).toBe("gatehouse.client");
    await strict.close();
  });

  test("an address that the company has not opened is not connected to", async () => {
    const seen: string[] = [];
    const plain = net.createServer(() => seen.push("connection"));
    await new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve));
    const { port } = plain.address() as net.AddressInfo;
    const closed = target({ port, allowedHosts: [] });
    expect(await sendBatch(sampleBatch(1), closed, never)).toMatchObject({ accepted: 0 });
    const rebound = { ...target({ host: "siem.example", port, allowedHosts: [] }), resolve: () => Promise.resolve(["127.0.0.1"]) }; // prettier-ignore
    expect(await sendBatch(sampleBatch(1), rebound, never)).toMatchObject({ accepted: 0 });
    expect(seen).toEqual([]);
    await new Promise<void>((resolve) => plain.close(() => resolve()));
  });
});
