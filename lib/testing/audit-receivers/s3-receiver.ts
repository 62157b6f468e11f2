import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { HttpReceiver, idOf, type Answer, type Call } from "./http-receiver.ts";

type Keys = { accessKeyId: string; secretAccessKey: string };

/**
 * An object store's part of S3 in path style. It rebuilds the signature from the request as it came
 * over the wire (Signature Version 4, written apart from the product's signer) and checks digests.
 */
export class S3Receiver extends HttpReceiver {
  readonly objects = new Map<string, Buffer>();
  /** Objects on a page of a list. */
  pageSize = 2;
  readonly #keys: Keys;
  readonly #bucket: string;

  constructor(bucket: string, keys: Keys) {
    super();
    this.#bucket = bucket;
    this.#keys = keys;
  }

  protected handle(call: Call, keep: boolean): Answer {
    const refusal = this.#unsigned(call) ?? badDigest(call);
    if (refusal) return error(refusal);
    const [path = "", query = ""] = call.url.split("?");
    const base = `/${this.#bucket}`;
    if (call.method === "GET" && path === base) return this.#list(new URLSearchParams(query));
    if (!path.startsWith(`${base}/`)) return error("NoSuchBucket", 404);
    const key = decodeURIComponent(path.slice(base.length + 1));
    if (call.method === "PUT") {
      if (keep) this.objects.set(key, call.raw);
      return { status: 200, headers: { etag: `"${hash("md5", call.raw).toString("hex")}"` } };
    }
    const object = this.objects.get(key);
    return object ? { status: 200, body: object } : error("NoSuchKey", 404);
  }

  #list(query: URLSearchParams): Answer {
    const prefix = query.get("prefix") ?? "";
    const after = query.get("continuation-token") ?? "";
    const keys = [...this.objects.keys()].sort().filter((key) => key.startsWith(prefix) && key > after); // prettier-ignore
    const page = keys.slice(0, this.pageSize);
    const more = keys.length > page.length;
    const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
    const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    const body = `<?xml version="1.0"?><ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents}</ListBucketResult>`; // prettier-ignore
    return { status: 200, headers: { "content-type": "application/xml" }, body };
  }

  /** The name of the error, or null when the signature is right. */
  #unsigned({ method, url, headers, raw }: Call): string | null {
    const given = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? ""); // prettier-ignore
    if (!given) return "AccessDenied";
    const [, key = "", day = "", region = "", names = "", signature = ""] = given;
    if (key !== this.#keys.accessKeyId) return "InvalidAccessKeyId";
    const signed = names.split(";");
    if (!signed.includes("host") || !signed.includes("x-amz-date")) return "AccessDenied";
    const time = String(headers["x-amz-date"]);
    if (!time.startsWith(day) || skew(time) > 900_000) return "RequestTimeTooSkewed";
    if (headers["x-amz-content-sha256"] !== hash("sha256", raw).toString("hex"))
      return "XAmzContentSHA256Mismatch";
    const [path = "", query = ""] = url.split("?");
    const lines = [
      method,
      path,
      query.split("&").sort().join("&"),
      ...signed.map((name) => `${name}:${String(headers[name]).trim()}`),
      "",
      names,
      hash("sha256", raw).toString("hex"),
    ];
    const scope = `${day}/${region}/s3/aws4_request`;
    const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash("sha256", lines.join("\n")).toString("hex")}`; // prettier-ignore
    let secret = mac(`AWS4${this.#keys.secretAccessKey}`, day);
    for (const part of [region, "s3", "aws4_request"]) secret = mac(secret, part);
    const right = timingSafeEqual(mac(secret, text), Buffer.from(signature, "hex"));
    return right ? null : "SignatureDoesNotMatch";
  }

  lines = () =>
    [...this.objects.keys()].sort().flatMap((key) =>
      gunzipSync(this.objects.get(key) ?? "")
        .toString()
        .trimEnd()
        .split("\n"),
    );

  ids = () => this.lines().map((line) => idOf(JSON.parse(line)));
}

function badDigest({ method, headers, raw }: Call): string | null {
  const md5 = headers["content-md5"];
  if (method !== "PUT") return null;
  return md5 === hash("md5", raw).toString("base64") ? null : "BadDigest";
}

const error = (code: string, status = 403): Answer => ({
  status,
  headers: { "content-type": "application/xml" },
  body: `<Error><Code>${code}</Code></Error>`,
});
const hash = (name: string, data: string | Buffer) => createHash(name).update(data).digest();
const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
const skew = (time: string) =>
  Math.abs(Date.now() - Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"))); // prettier-ignore
