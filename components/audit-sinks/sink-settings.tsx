import type { Definition } from "#components/ui/definition-list.tsx";
import { sinkPlace } from "#lib/audit-changes/core/change-facts.ts";
import { FORMAT_LABELS } from "#lib/audit-sinks/core/sink-kinds.ts";
import type { SinkDetails } from "#lib/audit-sinks/get-sink.ts";
import { filterWords } from "./filter-words.ts";
import { SECRET_LABELS } from "./secret-fields.tsx";

const LABELS: Readonly<Record<string, string>> = {
  encoding: "Encoding",
  gzip: "Compressed",
  authHeader: "Secret's header",
  hostname: "Our host name",
  facility: "Facility",
  enterprise: "Enterprise number",
  confirm: "Counts once",
  graceMs: "Wait (ms)",
  clientCert: "Our certificate",
  index: "Index",
  source: "Source",
  sourcetype: "Source type",
  acknowledge: "Waits for index",
  region: "Region",
  bucket: "Bucket",
  prefix: "Prefix",
  pathStyle: "Bucket in path",
  allowedHosts: "Internal hosts",
  maxEventBytes: "Longest event",
  timeoutMs: "Longest wait (ms)",
  ca: "Own authority",
};
/** Certificates are long, and the log has them. */
const LONG = ["ca", "clientCert"];

/** Where a sink sends and how; of secrets only which are set. */
export function settingsOf({ config, filter, format, secrets }: SinkDetails): Definition[] {
  const rest = Object.entries(config).flatMap(([name, value]): Definition[] => {
    const term = LABELS[name];
    const text = valueWords(name, value);
    return term === undefined || text === "" ? [] : [{ term, value: text }];
  });
  return [
    { term: "Where to", value: <code>{sinkPlace(config).place}</code> },
    { term: "Format", value: FORMAT_LABELS[format] },
    { term: "What it gets", value: filterWords(filter) },
    { term: "Secrets", value: secretWords(secrets) },
    ...rest,
  ];
}

function valueWords(name: string, value: unknown): string {
  if (LONG.includes(name)) return "set";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.join(", ");
  return name === "confirm" && value === "grace"
    ? "the connection has outlived a wait"
    : name === "confirm"
      ? "the receiver has read to the end and closed"
      : String(value);
}

function secretWords(secrets: SinkDetails["secrets"]): string {
  if (secrets === null)
    return "They cannot be opened, because GATEHOUSE_SECRET was changed: propose them anew.";
  return secrets.length === 0
    ? "None"
    : `${secrets.map((name) => SECRET_LABELS[name]).join(", ")}: set`;
}
