import { createHash } from "node:crypto";
import { awsEncode, awsHeaders } from "./aws-signature.ts";
import { callSink, type HttpAnswer } from "./http-part.ts";
import { sha256Hex, type SinkTarget } from "./sink-target.ts";

type Target = SinkTarget<"s3">;
const MAX_OBJECT_BYTES = 64 * 1_048_576;

/** Stores an object; the service itself checks the body against both digests of the headers. */
export function putObject(
  key: string,
  body: Uint8Array,
  { target, signal }: { target: Target; signal: AbortSignal },
): Promise<HttpAnswer> {
  const url = objectUrl(target, key);
  const payloadHash = sha256Hex(body);
  const md5 = createHash("md5").update(body).digest("base64");
  const headers = { "content-md5": md5, "content-type": "application/gzip" };
  const signed = awsHeaders({ method: "PUT", url, payloadHash, headers }, keysOf(target), scope(target)); // prettier-ignore
  return callSink(url, { post: { method: "PUT", body, headers: signed } }, { target, signal });
}

export function getFromBucket(
  where: { key: string } | { query: Readonly<Record<string, string>> },
  target: Target,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const url = "key" in where ? objectUrl(target, where.key) : listUrl(target, where.query);
  const payloadHash = sha256Hex("");
  const credentials = awsHeaders({ method: "GET", url, payloadHash }, keysOf(target), scope(target)); // prettier-ignore
  const options = { accept: "*/*", maxBytes: MAX_OBJECT_BYTES, credentials };
  return callSink(url, options, { target, signal });
}

const scope = ({ config }: Target) => ({ region: config.region, service: "s3", at: new Date() });

const keysOf = ({ secrets }: Target) => ({
  accessKeyId: secrets.accessKeyId ?? "",
  secretAccessKey: secrets.secretAccessKey ?? "",
  sessionToken: secrets.sessionToken,
});

function bucketUrl({ config }: Target): URL {
  const url = new URL(config.url);
  const base = url.pathname.replace(/\/+$/, "");
  if (!config.pathStyle) url.hostname = `${config.bucket}.${url.hostname}`;
  url.pathname = config.pathStyle ? `${base}/${config.bucket}` : base;
  url.search = "";
  return url;
}

function objectUrl(target: Target, key: string): string {
  const url = bucketUrl(target);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${key.split("/").map(awsEncode).join("/")}`;
  return url.toString();
}

/** Written with the encoding that is signed: URLSearchParams would write a space as `+`. */
function listUrl(target: Target, query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${awsEncode(value)}`);
  return `${bucketUrl(target).toString()}?${pairs.join("&")}`;
}
