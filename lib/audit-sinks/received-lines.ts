import { AppError } from "#lib/kernel/errors.ts";
import { MAX_LIST_BYTES, tooLongWords } from "./core/received-list.ts";

/**
 * The lines of a list from the other side, as its bytes arrive; a line may end in CR LF.
 * @throws AppError `too_large` past MAX_LIST_BYTES, `invalid` where it is empty.
 */
export async function* receivedLines(
  bytes: AsyncIterable<Uint8Array> | null,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let size = 0;
  let held = "";
  for await (const chunk of bytes ?? []) {
    size += chunk.byteLength;
    if (size > MAX_LIST_BYTES) throw new AppError("too_large", tooLongWords());
    const lines = (held + decoder.decode(chunk, { stream: true })).split("\n");
    held = lines.pop() ?? "";
    yield* lines;
  }
  if (size === 0)
    throw new AppError(
      "invalid",
      "The list is empty: send it as the body. If nothing arrived, send a line that says so.",
    );
  yield held + decoder.decode();
}
