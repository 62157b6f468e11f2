import protobuf from "protobufjs";
import { HttpReceiver, type Answer, type Call } from "./http-receiver.ts";

/** The messages of opentelemetry-proto 1.x that an export of logs is made of. */
const { root } = protobuf.parse(
  `syntax = "proto3";
   message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3;
     double double_value = 4; ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
   message ArrayValue { repeated AnyValue values = 1; }
   message KeyValueList { repeated KeyValue values = 1; }
   message KeyValue { string key = 1; AnyValue value = 2; }
   message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
   message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
   message LogRecord { fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3;
     AnyValue body = 5; repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8;
     bytes trace_id = 9; bytes span_id = 10; fixed64 observed_time_unix_nano = 11; string event_name = 12; }
   message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
   message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
   message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
   message PartialSuccess { int64 rejected_log_records = 1; string error_message = 2; }
   message ExportLogsServiceResponse { PartialSuccess partial_success = 1; }`,
  { keepCase: false },
);
const Request = root.lookupType("ExportLogsServiceRequest");
const Response = root.lookupType("ExportLogsServiceResponse");

type Value = { stringValue?: string; intValue?: string | number };
export type ReceivedLog = {
  timeUnixNano: string;
  severityNumber: number;
  severityText: string;
  eventName: string;
  traceId: string;
  body: string;
  attributes: Record<string, string>;
};

/** A collector's OTLP/HTTP endpoint: decodes protobuf and JSON, can refuse single records. */
export class OtlpReceiver extends HttpReceiver {
  readonly logs: ReceivedLog[] = [];
  token: string | null = null;
  /** Records of these ids are refused (partial_success). */
  refuses = new Set<string>();

  protected handle(call: Call, keep: boolean): Answer {
    if (call.url !== "/v1/logs" || call.method !== "POST") return { status: 404 };
    if (this.token !== null && call.headers.authorization !== this.token) return { status: 401 };
    const json = call.headers["content-type"] === "application/json";
    const logs = logsOf(json ? (JSON.parse(call.body.toString()) as Decoded) : decode(call.body));
    const refused = logs.filter((log) => this.refuses.has(log.attributes["gatehouse.id"] ?? ""));
    if (keep) this.logs.push(...logs.filter((log) => !refused.includes(log)));
    const partialSuccess = { rejectedLogRecords: refused.length, errorMessage: "bad record" };
    const answer = refused.length === 0 ? {} : { partialSuccess };
    return {
      status: 200,
      headers: { "content-type": json ? "application/json" : "application/x-protobuf" },
      body: json ? JSON.stringify(answer) : Buffer.from(Response.encode(answer).finish()),
    };
  }

  ids = () => this.logs.map((log) => log.attributes["gatehouse.id"] ?? "");
}

type Decoded = {
  resourceLogs?: { scopeLogs?: { logRecords?: Record<string, unknown>[] }[] }[];
};

const decode = (body: Buffer) =>
  Request.toObject(Request.decode(body), { longs: String, bytes: String }) as Decoded;

function logsOf({ resourceLogs = [] }: Decoded): ReceivedLog[] {
  const records = resourceLogs.flatMap(({ scopeLogs = [] }) =>
    scopeLogs.flatMap(({ logRecords = [] }) => logRecords),
  );
  return records.map((log) => ({
    timeUnixNano: String(log["timeUnixNano"]),
    severityNumber: Number(log["severityNumber"]),
    severityText: String(log["severityText"]),
    eventName: String(log["eventName"]),
    traceId: traceIdOf((log["traceId"] as string | undefined) ?? ""),
    body: (log["body"] as Value).stringValue ?? "",
    attributes: Object.fromEntries(
      (log["attributes"] as { key: string; value: Value }[]).map(({ key, value }) => [
        key,
        String(value.stringValue ?? value.intValue),
      ]),
    ),
  }));
}

/** Hex in JSON (OTLP's own rule), bytes in protobuf. */
const traceIdOf = (text: string): string =>
  /^[0-9a-f]{32}$/.test(text) ? text : Buffer.from(text, "base64").toString("hex");
