import { AppError } from "#lib/kernel/errors.ts";
import { isJsonObject, parseJsonExact, type JsonObject } from "#lib/kernel/json.ts";
import { HttpRefusal } from "./refusal.ts";

export const MAX_BODY_BYTES = 1_048_576;

const tooLarge = () =>
  new AppError("too_large", `The body has more than ${MAX_BODY_BYTES} bytes (1 MB).`);

export type JsonBody = { bytes: Uint8Array; value: JsonObject };

/**
 * A JSON object as the body; no body at all counts as an empty one.
 * @throws AppError `too_large` or `invalid`; HttpRefusal 415 for anything but JSON.
 */
export async function readJsonBody(request: Request): Promise<JsonBody> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > MAX_BODY_BYTES) throw tooLarge();
  const type = request.headers.get("content-type");
  if (type !== null) requireJson(type);
  const bytes = await readBytes(request.body);
  if (bytes.byteLength === 0) return { bytes, value: {} };
  if (type === null) requireJson("");
  return { bytes, value: parse(bytes) };
}

function requireJson(type: string): void {
  const [media = "", ...parameters] = type
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters.find((part) => part.startsWith("charset="))?.slice(8);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  if (media === "application/json" && isUtf8) return;
  throw new HttpRefusal(
    { status: 415, code: "unsupported_media_type" },
    "Send JSON in UTF-8, with the header Content-Type: application/json.",
    { headers: { "accept-post": "application/json" } },
  );
}

async function readBytes(body: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(bytes: Uint8Array): JsonObject {
  const value = parsed(bytes);
  if (isJsonObject(value)) return value;
  throw new AppError("invalid", "The body is not a JSON object.");
}

function parsed(bytes: Uint8Array) {
  try {
    return parseJsonExact(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !(cause instanceof TypeError)) throw cause;
    const why = cause instanceof SyntaxError ? `: ${cause.message}` : " in UTF-8";
    throw new AppError("invalid", `The body is not JSON${why}.`, { cause });
  }
}
