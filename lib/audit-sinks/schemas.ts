import { z } from "zod";
import { OUTCOMES, RECORD_KINDS } from "#lib/audit/core/record.ts";
import { AllowedHosts, PlainAddress } from "#lib/imports/schemas.ts";
import { fits, KIND_FACTS, MIN_EVENT_BYTES, SINK_FORMATS } from "./core/sink-kinds.ts";
import { EXAMPLE_ENTERPRISE, LOG_AUDIT } from "./core/syslog.ts";

const Format = z.enum(SINK_FORMATS);
const Flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "on"]).transform((word) => word !== "false"),
]);
const Whole = z.coerce.number().int();
/** Forms send an empty text for what was left out. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const Certificates = z
  .string()
  .trim()
  .max(100_000)
  .regex(/^-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----$/, "Paste certificates in PEM form."); // prettier-ignore

const Common = z.object({
  format: Format,
  /** Hosts inside the company that it may reach. */
  allowedHosts: AllowedHosts,
  /** Most bytes of one event; absent: what is usual for the kind. */
  maxEventBytes: optional(Whole.min(MIN_EVENT_BYTES).max(16_777_216)),
  /** For one call, in milliseconds. */
  timeoutMs: Whole.min(1_000).max(120_000).default(15_000),
  /** Certificates (PEM) of the company's own authority. */
  ca: optional(Certificates),
});

const Plain = (max: number) => z.string().trim().max(max).regex(/^[\x21-\x7e]*$/, "Write it without spaces."); // prettier-ignore

const Otlp = Common.extend({
  kind: z.literal("otlp"),
  /** With or without the path /v1/logs. */
  url: PlainAddress,
  encoding: z.enum(["protobuf", "json"]).default("protobuf"),
  gzip: Flag.default(true),
  /** The header that the secret goes in. */
  authHeader: z.string().trim().toLowerCase().regex(/^[a-z0-9-]{1,60}$/).default("authorization"), // prettier-ignore
});

const Syslog = Common.extend({
  kind: z.literal("syslog"),
  host: z.string().trim().toLowerCase().min(1, "Name the receiver.").max(253).regex(/^[a-z0-9._:[\]-]+$/, "Write a host name or an address."), // prettier-ignore
  port: Whole.min(1)
    .max(65_535)
    .default(KIND_FACTS.syslog.port ?? 6514),
  /** HOSTNAME of the messages. */
  hostname: Plain(255).default(""),
  facility: Whole.min(0).max(23).default(LOG_AUDIT),
  enterprise: Whole.min(1).max(4_294_967_295).default(EXAMPLE_ENTERPRISE),
  /**
   * Syslog answers nothing. `close`: a batch counts once the receiver has read to its end and
   * closed. `grace`: for receivers that never close: once the connection outlived a wait.
   */
  confirm: z.enum(["close", "grace"]).default("close"),
  graceMs: Whole.min(50).max(10_000).default(250),
  /** Our certificate (PEM); its key is a secret. */
  clientCert: optional(Certificates),
});

const SplunkHec = Common.extend({
  kind: z.literal("splunk_hec"),
  /** The server's address, without the path /services/collector. */
  url: PlainAddress,
  index: Plain(100).default(""),
  source: Plain(200).default("gatehouse"),
  sourcetype: Plain(200).default("gatehouse:audit"),
  gzip: Flag.default(true),
  /** The token has indexer acknowledgement on: a batch counts once it is indexed. */
  acknowledge: Flag.default(false),
});

const Webhook = Common.extend({ kind: z.literal("webhook"), url: PlainAddress });

const S3 = Common.extend({
  kind: z.literal("s3"),
  /** The service's address without the bucket. */
  url: PlainAddress,
  region: z.string().trim().min(1).max(60).regex(/^[a-z0-9-]+$/).default("us-east-1"), // prettier-ignore
  bucket: z.string().trim().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "Write the bucket's name."), // prettier-ignore
  prefix: z.string().trim().max(300).regex(/^[A-Za-z0-9_.-]+(\/[A-Za-z0-9_.-]+)*$/, "Use letters, digits and / _ . -").default("gatehouse-audit"), // prettier-ignore
  /** `https://host/bucket/key` instead of `https://bucket.host/key`. */
  pathStyle: Flag.default(true),
});

const File = Common.extend({
  kind: z.literal("file"),
  /** Within the folder that the product keeps for files of sinks. */
  folder: z
    .string()
    .trim()
    .max(200)
    .regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/, "Write a folder such as siem or siem/gatehouse.")
    .default("siem"), // prettier-ignore
});

/** Where a sink sends and how; what is secret stands in SinkSecrets. */
export const SinkConfig = z
  .discriminatedUnion("kind", [Otlp, Syslog, SplunkHec, Webhook, S3, File])
  .refine(({ kind, format }) => fits(kind, format), {
    path: ["format"],
    error: "This kind of sink does not carry that format.",
  });
export type SinkConfig = z.infer<typeof SinkConfig>;

const Token = z.string().trim().min(1).max(4_096).regex(/^[\x20-\x7e]+$/, "Use plain characters only."); // prettier-ignore

/** Sealed in the database, never shown again. */
export const SinkSecrets = z.object({
  /** OTLP: the whole value of its header, for example `Bearer …`. Splunk: the token alone. */
  token: optional(Token),
  /** Webhook: `whsec_…`. */
  signingSecret: optional(z.string().trim().regex(/^whsec_[A-Za-z0-9+/=]{24,200}$/, "Write it as whsec_ and base64.")), // prettier-ignore
  accessKeyId: optional(Token),
  secretAccessKey: optional(Token),
  sessionToken: optional(Token),
  /** Syslog: the key of our certificate (PEM). */
  clientKey: optional(z.string().trim().max(20_000).regex(/^-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]+-----END [A-Z ]*PRIVATE KEY-----$/, "Paste the key in PEM form.")), // prettier-ignore
});
export type SinkSecrets = z.infer<typeof SinkSecrets>;

export const SECRET_NAMES = SinkSecrets.keyof().options;

const names = z.array(z.string().trim().min(1).max(120)).max(100);

/** What a sink gets: what fits every part that is given; an empty filter lets everything through. */
export const SinkFilter = z.strictObject({
  kinds: z.array(z.enum(RECORD_KINDS)).optional(),
  outcomes: z.array(z.enum(OUTCOMES)).optional(),
  /** Whole actions, or beginnings that end with a dot: `server.`. */
  actions: names.optional(),
  targetKinds: names.optional(),
});
export type SinkFilter = z.output<typeof SinkFilter>;

export const SinkRef = z.object({ id: z.uuid() });

/** One dead letter, or all of a sink. */
export const ReplayLettersInput = z.object({ sinkId: z.uuid(), letterId: z.uuid().optional() });

const Day = z.iso.date("Write a day as 2026-12-31.");

/** UTC days of records, both included. */
export const SentRangesInput = z
  .object({ sinkId: z.uuid(), from: Day, to: Day })
  .refine(({ from, to }) => from <= to, {
    path: ["to"],
    error: "The last day comes before the first.",
  });

const Days = z.object({ from: Day, to: Day });

/** What was sent of days before this one (UTC). */
export const UncomparedInput = z.object({ sinkId: z.uuid(), before: Day });

const Ranges = z.array(
  z.object({ writer: z.string(), epoch: z.number().int(), from: z.number().int(), to: z.number().int() }), // prettier-ignore
);

/** What was compared, and which places the other side does not have. */
export const NoteReconciliationInput = z.object({
  sinkId: z.uuid(),
  /** Leaves that were compared: from the first, to before the second. */
  from: z.number().int().min(0),
  to: z.number().int().min(0),
  found: z.number().int().min(0),
  repeats: z.number().int().min(0),
  unreadable: z.number().int().min(0),
  missing: Ranges,
  /** What is not to be compared again by itself: leaves before this one, and letters. */
  comparedTo: z.number().int().min(0).optional(),
  letters: z.array(z.uuid()).default([]),
  /** The days that somebody asked for, and those before them that wait to be compared. */
  days: Days.optional(),
  leftOut: Days.nullable().default(null),
  seen: z.object({ readAt: z.date(), position: z.number().int(), isAll: z.boolean() }).optional(),
});
