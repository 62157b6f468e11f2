import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { HttpReceiver } from "#lib/testing/audit-receivers/http-receiver.ts";
import { HecReceiver } from "#lib/testing/audit-receivers/hec-receiver.ts";
import { OtlpReceiver } from "#lib/testing/audit-receivers/otlp-receiver.ts";
import { S3Receiver } from "#lib/testing/audit-receivers/s3-receiver.ts";
import { sampleBatch, sampleCheckpoint } from "#lib/testing/audit-receivers/sample-events.ts";
import { WebhookBatchReceiver } from "#lib/testing/audit-receivers/webhook-receiver.ts";
import { eventId } from "../core/sink-event.ts";
import { SinkConfig, SinkSecrets } from "../schemas.ts";
import { sendBatch } from "./send-batch.ts";
import type { SinkTarget } from "./sink-target.ts";

const SECRETS = {
  token: "hec-token",
  signingSecret: `whsec_${Buffer.from("a secret of this test, long enough").toString("base64")}`,
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "a-secret-access-key-of-this-test",
};
const S3_KEYS = {
  accessKeyId: SECRETS.accessKeyId,
  secretAccessKey: SECRETS.secretAccessKey,
};

type Kind = { name: string; receiver: () => HttpReceiver; config: object };
const KINDS: Kind[] = [
  { name: "otlp protobuf", receiver: () => new OtlpReceiver(), config: { kind: "otlp" } },
  { name: "otlp json", receiver: () => new OtlpReceiver(), config: { kind: "otlp", encoding: "json", gzip: false, format: "json" } }, // prettier-ignore
  { name: "splunk", receiver: () => new HecReceiver(), config: { kind: "splunk_hec" } },
  { name: "splunk with acks", receiver: acknowledging, config: { kind: "splunk_hec", acknowledge: true, gzip: false } }, // prettier-ignore
  { name: "webhook", receiver: () => new WebhookBatchReceiver(SECRETS.signingSecret), config: { kind: "webhook" } }, // prettier-ignore
  { name: "s3", receiver: () => new S3Receiver("audit", S3_KEYS), config: { kind: "s3", bucket: "audit" } }, // prettier-ignore
];

function acknowledging() {
  const receiver = new HecReceiver();
  receiver.acknowledges = true;
  receiver.notYet = 2;
  return receiver;
}

function targetFor(receiver: HttpReceiver, config: object): SinkTarget {
  return {
    id: randomUUID(),
    config: SinkConfig.parse({
      format: "ocsf",
      url: receiver.url,
      allowedHosts: [receiver.host],
      timeoutMs: 1_000,
      ...config,
    }),
    secrets: SinkSecrets.parse(SECRETS),
    version: "1.2.3",
    fileRoot: "/nowhere",
  };
}

const never = new AbortController().signal;
const idsOf = (batch: readonly Parameters<typeof eventId>[0][]) => batch.map(eventId);
/** No reason may hold a secret, ours or one that the receiver quotes. */
const hasNoSecret = (result: unknown) => {
  const text = JSON.stringify(result);
  for (const secret of [...Object.values(SECRETS), "my-secret-token"]) expect(text).not.toContain(secret); // prettier-ignore
};

describe.each(KINDS)("$name", ({ receiver: make, config }) => {
  let receiver: HttpReceiver;
  let target: SinkTarget;
  beforeEach(async () => {
    receiver = make();
    await receiver.listen();
    target = targetFor(receiver, config);
  });
  afterEach(async () => {
    await vi.waitFor(() => expect(receiver.openSockets).toBe(0));
    await receiver.close();
  });

  test("what is accepted is there, in order, checkpoints too", async () => {
    const batch = [...sampleBatch(40), sampleCheckpoint(40)];
    expect(await sendBatch(batch, target, never)).toEqual({ accepted: 41, retry: null });
    expect(receiver.ids()).toEqual(idsOf(batch));
  });

  test("an empty batch is accepted without a call", async () => {
    expect(await sendBatch([], target, never)).toEqual({ accepted: 0, retry: null });
    expect(receiver.calls).toHaveLength(0);
  });

  test("a receiver that refuses connections has accepted nothing, and gets it all later", async () => {
    const batch = sampleBatch(5);
    await receiver.close();
    const result = await sendBatch(batch, target, never);
    expect(result).toMatchObject({ accepted: 0, retry: { reason: expect.any(String) as string } });
    hasNoSecret(result);
    await receiver.listen();
    expect(await sendBatch(batch, target, never)).toEqual({ accepted: 5, retry: null });
    expect(receiver.ids()).toEqual(idsOf(batch));
  });

  test("a receiver that hangs is given up in time", async () => {
    receiver.fault = { kind: "hang" };
    const started = Date.now();
    const result = await sendBatch(sampleBatch(5), target, never);
    expect(result).toMatchObject({ accepted: 0, retry: {} });
    expect(Date.now() - started).toBeLessThan(2_500);
    expect(receiver.ids()).toEqual([]);
  });

  test.each(["halfway", "no_answer"] as const)(
    "a connection cut %s is not taken for accepted",
    async (kind) => {
      receiver.fault = { kind };
      const batch = sampleBatch(5);
      expect(await sendBatch(batch, target, never)).toMatchObject({ accepted: 0, retry: {} });
      receiver.fault = null;
      expect(await sendBatch(batch, target, never)).toEqual({ accepted: 5, retry: null });
      // At least once: what came without an answer comes again under the same ids.
      expect([...new Set(receiver.ids())]).toEqual(idsOf(batch));
    },
  );

  test("a slow receiver within the time is waited for", async () => {
    receiver.fault = { kind: "slow", ms: 200 };
    expect(await sendBatch(sampleBatch(3), target, never)).toEqual({ accepted: 3, retry: null });
  });

  test.each([429, 500, 502, 503, 504])(
    "%i is tried again, after the wait that is asked for",
    async (status) => {
      receiver.fault = { kind: "status", status, times: 1, retryAfter: "7" };
      const batch = sampleBatch(3);
      const result = await sendBatch(batch, target, never);
      expect(result).toMatchObject({ accepted: 0, retry: { afterMs: 7_000 } });
      expect(result.rejected).toBeUndefined();
      hasNoSecret(result);
      expect(await sendBatch(batch, target, never)).toEqual({ accepted: 3, retry: null });
      expect(receiver.ids()).toEqual(idsOf(batch));
    },
  );

  test.each([401, 403, 404, 302])(
    "%i makes no dead letters: the sink is set up wrongly",
    async (status) => {
      receiver.fault = { kind: "status", status, times: Infinity };
      const result = await sendBatch(sampleBatch(3), target, never);
      expect(result).toMatchObject({ accepted: 0, retry: { reason: `The receiver answered ${status}.` } }); // prettier-ignore
      expect(result.rejected).toBeUndefined();
    },
  );

  test("400 for everything makes no dead letters either, and ends after a few calls", async () => {
    receiver.fault = { kind: "status", status: 400, times: Infinity };
    const result = await sendBatch(sampleBatch(64), target, never);
    expect(result).toMatchObject({ accepted: 0, retry: {} });
    expect(receiver.attempts).toBeLessThan(15);
    expect(result.rejected).toBeUndefined();
  });

  test("an address that the company has not opened is not called", async () => {
    const closed = { ...target, config: { ...target.config, allowedHosts: [] } } as SinkTarget;
    expect(await sendBatch(sampleBatch(1), closed, never)).toMatchObject({ accepted: 0, retry: {} }); // prettier-ignore
    expect(receiver.calls).toHaveLength(0);
  });

  test("a stop ends the sending at once", async () => {
    receiver.fault = { kind: "hang" };
    const stop = new AbortController();
    const sending = sendBatch(sampleBatch(3), target, stop.signal);
    await vi.waitFor(() => expect(receiver.openSockets).toBe(1));
    stop.abort();
    expect(await sending).toMatchObject({ accepted: 0, retry: {} });
  });
});

describe("a receiver that answers 200 and drops", () => {
  test.each(KINDS.filter(({ name }) => name !== "splunk with acks"))(
    "is believed by $name: only reconciliation can tell",
    async ({ receiver: make, config }) => {
      const receiver = make();
      await receiver.listen();
      receiver.fault = { kind: "lie" };
      const result = await sendBatch(sampleBatch(3), targetFor(receiver, config), never);
      expect(result).toEqual({ accepted: 3, retry: null });
      expect(receiver.ids()).toEqual([]);
      await receiver.close();
    },
  );

  test("is not believed where Splunk acknowledges", async () => {
    const receiver = acknowledging();
    await receiver.listen();
    receiver.fault = { kind: "lie" };
    const target = targetFor(receiver, { kind: "splunk_hec", acknowledge: true });
    expect(await sendBatch(sampleBatch(3), target, never)).toMatchObject({ accepted: 0, retry: { reason: expect.stringContaining("acknowledge") as string } }); // prettier-ignore
    await receiver.close();
  });
});

describe("one bad event among good ones", () => {
  const REFUSING = KINDS.filter(({ name }) => name !== "s3");

  test.each(REFUSING)(
    "is named by $name, and the others arrive",
    async ({ receiver: make, config }) => {
      const receiver = make() as OtlpReceiver | HecReceiver | WebhookBatchReceiver;
      await receiver.listen();
      const batch = sampleBatch(33);
      const bad = [batch[0], batch[17]].map((event) => (event ? eventId(event) : ""));
      receiver.refuses = new Set(bad);
      const result = await sendBatch(batch, targetFor(receiver, config), never);
      expect(result).toMatchObject({ accepted: 33, retry: null, rejected: [{ index: 0 }, { index: 17 }] }); // prettier-ignore
      const arrived = [...new Set(receiver.ids())];
      expect(arrived.sort()).toEqual(idsOf(batch).filter((id) => !bad.includes(id)).sort()); // prettier-ignore
      hasNoSecret(result);
      await receiver.close();
    },
  );

  test.each(REFUSING)(
    "alone in its batch it is kept by $name: nothing says whose fault it is",
    async ({ receiver: make, config }) => {
      const receiver = make() as OtlpReceiver | HecReceiver | WebhookBatchReceiver;
      await receiver.listen();
      const batch = sampleBatch(1);
      receiver.refuses = new Set(idsOf(batch));
      const result = await sendBatch(batch, targetFor(receiver, config), never);
      expect(result).toMatchObject({ accepted: 0, retry: {} });
      expect(result.rejected).toBeUndefined();
      await receiver.close();
    },
  );
});

test("a webhook receiver with a small limit gets smaller batches in order", async () => {
  const receiver = new WebhookBatchReceiver(SECRETS.signingSecret);
  await receiver.listen();
  receiver.maxBytes = 12_000;
  const batch = sampleBatch(40);
  expect(await sendBatch(batch, targetFor(receiver, { kind: "webhook" }), never)).toEqual({ accepted: 40, retry: null }); // prettier-ignore
  expect(receiver.ids()).toEqual(idsOf(batch));
  expect(receiver.batches.length).toBeGreaterThan(4);
  await receiver.close();
});

test("the same batch carries the same webhook id, another one another", async () => {
  const receiver = new WebhookBatchReceiver(SECRETS.signingSecret);
  await receiver.listen();
  const target = targetFor(receiver, { kind: "webhook" });
  const batch = sampleBatch(3);
  for (const one of [batch, batch, sampleBatch(3)]) await sendBatch(one, target, never);
  const ids = receiver.batches.map(({ id }) => id);
  expect(ids[0]).toBe(ids[1]);
  expect(ids[2]).not.toBe(ids[0]);
  await receiver.close();
});

test("a log record of OTLP has time, severity, trace, attributes and the event as its body", async () => {
  const receiver = new OtlpReceiver();
  receiver.token = "Bearer t";
  await receiver.listen();
  const target = targetFor(receiver, { kind: "otlp" });
  const batch = sampleBatch(1);
  await sendBatch(batch, { ...target, secrets: { token: "Bearer t" } }, never);
  const [log] = receiver.logs;
  expect(log).toMatchObject({
    timeUnixNano: "1795712400000000000",
    severityNumber: 11,
    eventName: "server.quarantine",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    attributes: { "gatehouse.writer": "web-1", "gatehouse.seq": "1", "user.name": "Ada Lovelace" },
  });
  expect(JSON.parse(log?.body ?? "")).toMatchObject({ class_uid: 3004, unmapped: { seq: 1 } });
  await receiver.close();
});

test("a wrong token of Splunk is said in words, and the answer's text is not repeated", async () => {
  const receiver = new HecReceiver();
  receiver.token = "another";
  await receiver.listen();
  const result = await sendBatch(sampleBatch(2), targetFor(receiver, { kind: "splunk_hec" }), never); // prettier-ignore
  expect(result.retry?.reason).toBe("Splunk answered 403: the token is not valid.");
  await receiver.close();
});

test("an object store with other keys accepts nothing", async () => {
  const receiver = new S3Receiver("audit", { ...S3_KEYS, secretAccessKey: "another" });
  await receiver.listen();
  const target = targetFor(receiver, { kind: "s3", bucket: "audit" });
  expect(await sendBatch(sampleBatch(2), target, never)).toMatchObject({ accepted: 0, retry: { reason: "The receiver answered 403." } }); // prettier-ignore
  expect(receiver.objects.size).toBe(0);
  await receiver.close();
});
