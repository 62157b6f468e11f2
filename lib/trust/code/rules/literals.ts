import { quasisOf } from "../constant.ts";
import type { FileFindings, Visit } from "../file-findings.ts";
import { nameOf, literalOf, nodeAt, type SyntaxNode } from "../syntax.ts";

const ADDRESS =
  /^(?:https?|wss?):\/\/(?:[^\s/@]*@)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::\d+)?(?=$|[/?#])/i;
/** Names of formats, and hosts that are nobody's or this machine: nothing is sent there. */
const NO_EGRESS =
  /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|(?:www\.)?w3\.org|(?:www\.)?json-schema\.org|schema\.org|schemas?\.\S+|(?:\S+\.)?example(?:\.(?:com|org|net))?|\S+\.(?:test|invalid|localhost|local))$/i;

/** Services that take in whatever is sent, without an account of the sender. */
const DROP =
  /^(?:webhook\.site|(?:\S+\.)?(?:oast\.(?:pro|live|site|online|fun|me)|burpcollaborator\.net|interact\.sh|pipedream\.net|requestbin\.\S+|requestcatcher\.com|beeceptor\.com|dnslog\.cn|canarytokens\.com))$/i;
const DROP_ADDRESS =
  /^https:\/\/(?:(?:canary\.|ptb\.)?discord(?:app)?\.com\/api\/webhooks\/\d+\/[\w-]{20,}|api\.telegram\.org\/bot\d+:[\w-]{20,})/;
const MINING =
  /^stratum\+(?:tcp|ssl|tls):\/\/|\b(?:xmrig|coinhive|cryptonight|minexmr\.com|supportxmr\.com|nanopool\.org)\b/i;
const TELEMETRY_HOSTS =
  /(?:^|\.)(?:(?:app|us|eu|us\.i|eu\.i)\.posthog\.com|api\.segment\.io|api\.mixpanel\.com|api2?\.amplitude\.com|google-analytics\.com|dc\.services\.visualstudio\.com|plausible\.io|o\d+\.ingest(?:\.\w+)?\.sentry\.io|ingest\.sentry\.io)$/i;

/** What fixed texts give away: hosts, mining pools, hidden characters, keys. */
export const literals = (
  { node, parent }: Pick<Visit, "node" | "parent">,
  found: FileFindings,
): void => {
  if (node.type === "TemplateLiteral") return noteText(quasisOf(node)[0] ?? "", node, found);
  const text = literalOf(node);
  if (text === null) return;
  noteText(text, node, found);
  noteInvisible(text, node, found);
  noteRandom(text, node, { parent, found });
};

function noteText(text: string, node: SyntaxNode, found: FileFindings): void {
  if (text.length < 200 && MINING.test(text)) found.signal("mining", node);
  const host = hostOf(text);
  if (host === null) return;
  if (found.hosts.size < 1_000) found.hosts.add(host.slice(0, 253));
  if (DROP.test(host) || DROP_ADDRESS.test(text)) found.signal("drop-host", node);
  if (TELEMETRY_HOSTS.test(host)) found.addTelemetry(node, host);
}

function hostOf(text: string): string | null {
  const host = ADDRESS.exec(text.slice(0, 2_000).trimStart())?.[1]?.toLowerCase() ?? "";
  return host.includes(".") && !NO_EGRESS.test(host) ? host : null;
}

/** Variation selectors and private characters in a row carry bytes that no editor shows. */
function noteInvisible(text: string, node: SyntaxNode, found: FileFindings): void {
  if (text.length < 50) return;
  const unseen = text.match(
    /[\ufe00-\ufe0f\u200b-\u200f\u2060-\u2064]|[\u{e0100}-\u{e01ef}]|[\u{e0000}-\u{e007f}]/gu,
  );
  if (unseen === null || unseen.length < 50 || unseen.length * 2 < text.length) return;
  found.addMalware(found.lineOf(node), {
    code: "malware/invisible-text",
    title: "Holds a text of characters that nobody can see.",
    severity: "critical",
    blocks: true,
  });
}

const SECRET_NAME = /(?:secret|token|passw(?:or)?d|api_?key|private_?key|access_?key)$/i;
/** Keys that services hand out for use in public places. */
const PUBLIC_KEY = /^(?:phc_|pk_|pub|UA-|G-)/i;
const SECRET_FORM = /^[A-Za-z0-9+/_=-]{24,200}$/;

function noteRandom(
  value: string,
  node: SyntaxNode,
  { parent, found }: { parent: SyntaxNode | null; found: FileFindings },
): void {
  if (found.file.bundled || !isRandom(value)) return;
  const name = nameOf(nodeAt(parent, "id")) ?? nameOf(nodeAt(parent, "key")) ?? "";
  if (!SECRET_NAME.test(name)) return;
  found.random.push({ line: found.lineOf(node), value });
}

function isRandom(value: string): boolean {
  if (!SECRET_FORM.test(value) || PUBLIC_KEY.test(value)) return false;
  if (!/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  return entropyOf(value) >= (/^[0-9a-f]+$/i.test(value) ? 3.2 : 4.2);
}

/** Bits per character (Shannon). */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
