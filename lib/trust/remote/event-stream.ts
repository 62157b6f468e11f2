export type ServerEvent = { event: string; data: string };

/**
 * The events of a `text/event-stream` (WHATWG HTML §9.2.6) as they arrive. Ids and waiting times are
 * passed over: nothing here connects again. The caller limits how much may come.
 */
export async function* readEvents(body: AsyncIterable<Buffer>): AsyncGenerator<ServerEvent, void> {
  let event = "";
  let data: string[] = [];
  for await (const line of linesOf(body)) {
    if (line === "") {
      if (data.length > 0) yield { event: event || "message", data: data.join("\n") };
      event = "";
      data = [];
      continue;
    }
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") event = value;
    else if (field === "data") data.push(value);
  }
}

/** Lines end in LF, CR or both; what comes after the last one is no line. */
async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let endedInReturn = false;
  for await (const chunk of body) {
    let text = decoder.decode(chunk, { stream: true });
    if (endedInReturn && text.startsWith("\n")) text = text.slice(1);
    if (text === "") continue;
    endedInReturn = text.endsWith("\r");
    const lines = text.split(/\r\n|\n|\r/);
    const rest = lines.pop() ?? "";
    for (const line of lines) {
      // Pieces are joined once a line is whole: adding to one text each time would cost its square.
      yield parts.length === 0 ? line : [...parts, line].join("");
      parts = [];
    }
    if (rest !== "") parts.push(rest);
  }
}
