export const SINK_KINDS = ["otlp", "syslog", "splunk_hec", "webhook", "s3", "file"] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

export const SINK_FORMATS = ["ocsf", "json", "cef", "leef"] as const;
export type SinkFormat = (typeof SINK_FORMATS)[number];

export const FORMAT_LABELS: Record<SinkFormat, string> = {
  ocsf: "OCSF 1.5 (JSON)",
  json: "Gatehouse JSON",
  cef: "CEF (ArcSight)",
  leef: "LEEF 2.0 (QRadar)",
};

/** What a sink proves itself with. */
export type SecretName =
  "token" | "signingSecret" | "accessKeyId" | "secretAccessKey" | "sessionToken" | "clientKey";

type KindFacts = {
  label: string;
  /** The first is the one proposed. */
  formats: readonly SinkFormat[];
  /** Of the address when it names none; null for kinds without a network. */
  port: number | null;
  /** Most bytes of one event in its format, of syslog of the whole message; a longer one is cut with a marker. */
  maxEventBytes: number;
  /** Whether what arrived can be listed by us, without a list from the other side. */
  readsBack: boolean;
  /** Those it knows, and those it cannot do without. */
  secrets: readonly SecretName[];
  required: readonly SecretName[];
};

export const KIND_FACTS: Record<SinkKind, KindFacts> = {
  otlp: {
    label: "OpenTelemetry logs (OTLP over HTTP)",
    formats: ["ocsf", "json"],
    port: 4318,
    maxEventBytes: 262_144,
    readsBack: false,
    secrets: ["token"],
    required: [],
  },
  // RFC 5425 §4.3.1: receivers must take 2048 bytes and should take 8192.
  syslog: {
    label: "Syslog over TLS (RFC 5424)",
    formats: ["cef", "leef", "ocsf", "json"],
    port: 6514,
    maxEventBytes: 8_192,
    readsBack: false,
    secrets: ["clientKey"],
    required: [],
  },
  // Splunk cuts a line at TRUNCATE = 10000 bytes unless its source type says otherwise.
  splunk_hec: {
    label: "Splunk HTTP Event Collector",
    formats: ["ocsf", "json"],
    port: 8088,
    maxEventBytes: 10_000,
    readsBack: false,
    secrets: ["token"],
    required: ["token"],
  },
  webhook: {
    label: "Webhook (Standard Webhooks)",
    formats: ["ocsf", "json"],
    port: 443,
    maxEventBytes: 262_144,
    readsBack: false,
    secrets: ["signingSecret"],
    required: ["signingSecret"],
  },
  s3: {
    label: "Object store (S3)",
    formats: ["ocsf", "json"],
    port: 443,
    maxEventBytes: 1_048_576,
    readsBack: true,
    secrets: ["accessKeyId", "secretAccessKey", "sessionToken"],
    required: ["accessKeyId", "secretAccessKey"],
  },
  file: {
    label: "File",
    formats: ["ocsf", "json", "cef", "leef"],
    port: null,
    maxEventBytes: 1_048_576,
    readsBack: true,
    secrets: [],
    required: [],
  },
};

/** Who compares what arrived with what was sent: the worker every night, or people with a list of it. */
export type ComparedBy = "worker" | "list";
export const comparedBy = (kind: SinkKind): ComparedBy =>
  KIND_FACTS[kind].readsBack ? "worker" : "list";

/** Seconds that what arrived may wait for it: until the second night is over, or a week and a day. */
export const UNCOMPARED_LATE: Record<ComparedBy, number> = {
  worker: 54 * 3_600,
  list: 8 * 86_400,
};

/** Below it the names that find a record again would not fit. */
export const MIN_EVENT_BYTES = 4_096;

export const fits = (kind: SinkKind, format: SinkFormat): boolean =>
  KIND_FACTS[kind].formats.includes(format);
