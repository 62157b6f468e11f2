import { byteLength } from "./plain-text.ts";
import { SEVERITY_NUMBERS, severityOf } from "./severity.ts";
import { eventAction, eventAt, eventId, PRODUCT, type SinkEvent } from "./sink-event.ts";

/** RFC 5424 table 1: 13 is "log audit". */
export const LOG_AUDIT = 13;
/**
 * RFC 5612 §2: the number kept for documentation. Gatehouse has none of its own, so a company that
 * wants a registered one sets its own private enterprise number.
 */
export const EXAMPLE_ENTERPRISE = 32_473;

export type SyslogHeader = {
  version: string;
  hostname: string;
  facility: number;
  enterprise: number;
};

const NIL = "-";
const BOM = "\ufeff";

/** One message of RFC 5424 §6 around a body in another format. */
export function syslogMessage(event: SinkEvent, body: string, header: SyslogHeader): string {
  const priority = header.facility * 8 + SEVERITY_NUMBERS[severityOf(event)].syslog;
  const process = event.type === "record" ? event.record.writer : "";
  const words = [
    eventAt(event),
    word(header.hostname, 255),
    "gatehouse",
    word(process, 128),
    word(eventAction(event), 32),
  ];
  return `<${priority}>1 ${words.join(" ")} ${structuredData(event, header)} ${message(body)}`;
}

/** Bytes of a message besides its body, at most: the event's own names in it are never cut. */
export const bytesAround = (event: SinkEvent, header: SyslogHeader): number =>
  byteLength(syslogMessage(event, "", header)) + byteLength(BOM);

/** RFC 6587 §3.4.1 and RFC 5425 §4.3: the length counts bytes, not characters. */
export const octetCounted = (message: string): string => `${byteLength(message)} ${message}`;

/** Printable ASCII without spaces (§6: PRINTUSASCII); a nil value when nothing is left. */
function word(text: string, length: number): string {
  const plain = text.replace(/[^\u0021-\u007e]/g, "_").slice(0, length);
  return plain === "" ? NIL : plain;
}

function structuredData(event: SinkEvent, { version, enterprise }: SyslogHeader): string {
  const params = Object.entries(paramsOf(event)).map(param).join("");
  const origin = Object.entries({ software: PRODUCT, swVersion: version }).map(param).join("");
  return `[gatehouse@${enterprise}${params}][origin${origin}]`;
}

function paramsOf(event: SinkEvent): Record<string, string> {
  if (event.type === "checkpoint")
    return { id: eventId(event), origin: event.origin, size: String(event.size), root: event.root };
  const { writer, epoch, seq, leaf, hash, outcome } = event.record;
  const place = { epoch: String(epoch), seq: String(seq), leaf: String(leaf) };
  return { id: eventId(event), writer, ...place, hash, outcome };
}

/** §6.3.3: `"`, `\` and `]` are escaped; we leave no control characters either (§8.2). */
const param = ([name, value]: [string, string]): string =>
  ` ${name}="${value.replace(/[\u0000-\u001f\u007f]/g, "_").replace(/["\\\]]/g, "\\$&")}"`;

/** §6.4: a body with other than ASCII characters is UTF-8 and starts with a byte order mark. */
const message = (body: string): string => (/[^\u0000-\u007f]/.test(body) ? BOM + body : body);
