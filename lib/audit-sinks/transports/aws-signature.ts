import { createHmac } from "node:crypto";
import { sha256Hex } from "./sink-target.ts";

export type AwsKeys = {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
};

type Request = {
  method: string;
  url: string;
  /** Of the body, SHA-256 in hex. */
  payloadHash: string;
  /** Further headers to sign, names in lower case. */
  headers?: Readonly<Record<string, string>>;
};

type Scope = { region: string; service: string; at: Date };

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * The headers of AWS Signature Version 4 for a request (the reference "Create a signed AWS API
 * request"). All given headers and the host are signed; the URL's path must be encoded once.
 */
export function awsHeaders(
  request: Request,
  keys: AwsKeys,
  { region, service, at }: Scope,
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = time.slice(0, 8);
  const headers = {
    ...request.headers,
    "x-amz-date": time,
    ...(service === "s3" ? { "x-amz-content-sha256": request.payloadHash } : {}),
    ...(keys.sessionToken === undefined ? {} : { "x-amz-security-token": keys.sessionToken }),
  };
  const url = new URL(request.url);
  const { canonical, names } = canonicalHeaders({ ...headers, host: url.host });
  const hashed = sha256Hex(
    [request.method, url.pathname, canonicalQuery(url), canonical, names, request.payloadHash].join("\n"), // prettier-ignore
  );
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    (secret, part) => hmac(secret, part),
    `AWS4${keys.secretAccessKey}`,
  );
  const signature = hmac(key, [ALGORITHM, time, scope, hashed].join("\n")).toString("hex");
  const authorization = `${ALGORITHM} Credential=${keys.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...headers, authorization };
}

function canonicalHeaders(headers: Record<string, string>) {
  const sorted = Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    canonical: sorted.map(([name, value]) => `${name}:${value.trim().replace(/ +/g, " ")}\n`).join(""), // prettier-ignore
    names: sorted.map(([name]) => name).join(";"),
  };
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${awsEncode(name)}=${awsEncode(value)}`)
    .sort()
    .join("&");
}

/** As encodeURIComponent, and what it leaves although RFC 3986 reserves it. */
export const awsEncode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();
