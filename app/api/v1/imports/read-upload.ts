import { Readable } from "node:stream";
import busboy from "busboy";
import { AppError } from "#lib/kernel/errors.ts";

/** Bytes of one upload. */
const MAX_UPLOAD_BYTES = 2 * 1024 ** 3;

export type Upload = {
  label: string;
  approve: boolean;
  expose: boolean;
  bytes: AsyncIterable<Uint8Array>;
};

const tooLarge = () =>
  new AppError("too_large", "The file has more than 2 GiB. Split it, or import from an address.");
const isOn = (value: string | null | undefined) => value === "true" || value === "on";
const labelOf = (filename: string | null | undefined) =>
  filename?.split(/[/\\]/).at(-1)?.trim().slice(0, 300) || "Upload";

/**
 * The documents of a request as a stream, whichever way they were sent.
 * @throws AppError `too_large`, here or while the stream is read.
 */
export async function readUpload(request: Request): Promise<Upload> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_UPLOAD_BYTES) throw tooLarge();
  const { body } = request;
  if (!body) throw new AppError("invalid", "The request has no body: send the documents as it.");
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data"))
    return readForm(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), type);

  const query = new URL(request.url).searchParams;
  return {
    label: labelOf(query.get("filename")),
    approve: isOn(query.get("approve")),
    expose: isOn(query.get("expose")),
    bytes: limited(body),
  };
}

/** The options stand before the file in the form, so they are known when the file begins. */
function readForm(source: Readable, contentType: string): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const parser = busboy({
      headers: { "content-type": contentType },
      defParamCharset: "utf8",
      limits: { files: 1, fields: 10, fieldSize: 1_000, fileSize: MAX_UPLOAD_BYTES + 1 },
    });
    parser.on("field", (name, value) => fields.set(name, value));
    parser.on("file", (_name, file, { filename }) => {
      resolve({
        label: labelOf(filename),
        approve: isOn(fields.get("approve")),
        expose: isOn(fields.get("expose")),
        bytes: limited(file),
      });
    });
    const broken = () => reject(new AppError("invalid", "The form holds no file."));
    parser.on("finish", broken);
    parser.on("error", broken);
    source.on("error", (cause) => {
      parser.destroy(cause);
      reject(new AppError("invalid", "The upload broke off.", { cause }));
    });
    source.pipe(parser);
  });
}

async function* limited(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.byteLength;
    if (size > MAX_UPLOAD_BYTES) throw tooLarge();
    yield chunk;
  }
}
