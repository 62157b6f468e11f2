/** A small DNS server over UDP: TXT records, names that are not there, and what goes wrong. */
import dgram from "node:dgram";

type DnsFault = "servfail" | "refused" | "silent" | "garbage" | "wrong_id";
/** Of one name: its TXT records (none: the name is there without any), or a fault. */
export type DnsAnswer = readonly string[] | DnsFault;

const TXT = 16;
const CODES = { ok: 0, servfail: 2, nxdomain: 3, refused: 5 } as const;

export async function startDns(names: Map<string, DnsAnswer>) {
  const socket = dgram.createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    const { name, end } = readName(query);
    asked.push(name);
    const reply = replyTo(query.subarray(0, end + 4), names.get(name));
    if (reply !== null) socket.send(reply, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    asked,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), end: at + 1 };
}

function replyTo(question: Buffer, answer: DnsAnswer | undefined): Buffer | null {
  if (answer === "silent") return null;
  if (answer === "garbage") return Buffer.from("no DNS message at all");
  const records = typeof answer === "object" ? answer : [];
  const header = Buffer.alloc(12);
  const id = question.readUInt16BE(0);
  header.writeUInt16BE(answer === "wrong_id" ? id ^ 0xffff : id, 0);
  header.writeUInt16BE(0x8180 | codeOf(answer), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question.subarray(12), ...records.map(record)]);
}

function codeOf(answer: DnsAnswer | undefined): number {
  if (answer === undefined) return CODES.nxdomain;
  return answer === "servfail" || answer === "refused" ? CODES[answer] : CODES.ok;
}

function record(text: string): Buffer {
  const bytes = Buffer.from(text);
  // A text of more than 255 bytes comes in several strings.
  const parts = Array.from({ length: Math.ceil(bytes.length / 255) }, (_, at) => {
    const part = bytes.subarray(at * 255, (at + 1) * 255);
    return Buffer.concat([Buffer.from([part.length]), part]);
  });
  const data = Buffer.concat(parts);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(TXT, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(60, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
