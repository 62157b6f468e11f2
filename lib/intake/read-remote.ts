import { isJsonObject } from "#lib/kernel/json.ts";
import { ask, askJson, missed, type Reach } from "./ask.ts";
import { NO_FACTS, type Facts, type SourceReport } from "./core/evidence.ts";
import type { RemoteReference } from "./core/reference.ts";
import { metadataAddresses, resourceFacts, transportOf } from "./core/remote-facts.ts";
import type { SourceReading } from "./read-npm.ts";

const SOURCE = "Address of the server";
const METADATA = "Sign-in of the server";

/** Whether it answers, and where it sends people to sign in (RFC 9728). It is not connected to. */
export async function readRemote(reach: Reach, { url }: RemoteReference): Promise<SourceReading> {
  const [asked, metadata] = await Promise.all([
    ask(reach, url, { method: "HEAD", accept: "application/json, text/event-stream" }),
    readMetadata(reach, url),
  ]);
  const tools: SourceReport = {
    source: "Tools of the server",
    status: "not_checkable",
    detail: "They are known only after connecting to it. List them below if you know them.",
  };
  // A server for POST refuses HEAD: that it answers at all is what is asked here.
  const answers = asked.status === "read" || asked.code !== null;
  if (!answers) return { facts: null, reports: [missed(SOURCE, asked), metadata.report, tools] };
  const code = asked.status === "read" ? asked.answer.status : (asked.code ?? 0);
  const detail =
    code === 404 ? "Something answers there, but nothing of that path." : `It answers (${code}).`;
  return {
    facts: { ...NO_FACTS, transports: [transportOf(url)], ...metadata.facts },
    reports: [
      { source: SOURCE, status: code === 404 ? "not_found" : "read", detail },
      metadata.report,
      tools,
    ],
  };
}

async function readMetadata(
  reach: Reach,
  url: string,
): Promise<{ facts: Partial<Facts>; report: SourceReport }> {
  let last: SourceReport | null = null;
  for (const address of metadataAddresses(url)) {
    const asked = await askJson(reach, address, { maxBytes: 262_144 });
    if (asked.status === "read" && isJsonObject(asked.value)) {
      const { title, documentation, authorizationServers, scopes } = resourceFacts(asked.value);
      return {
        facts: { title, homepage: documentation, authorizationServers, scopes },
        report: {
          source: METADATA,
          status: "read",
          detail:
            authorizationServers.length === 0
              ? "It publishes metadata, but names no place to sign in."
              : "It says where people sign in.",
        },
      };
    }
    last ??=
      asked.status === "read"
        ? { source: METADATA, status: "not_checkable", detail: "Its metadata is not an object." }
        : missed(METADATA, asked);
  }
  const none = "It publishes no metadata of its sign-in: it may need none, or a key.";
  return {
    facts: {},
    report:
      last?.status === "not_found" || last === null
        ? { source: METADATA, status: "not_found", detail: none }
        : last,
  };
}
