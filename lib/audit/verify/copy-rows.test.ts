import { EventEmitter } from "node:events";
import type pg from "pg";
import { expect, test } from "vitest";
import { copyRows, type EachRow } from "./copy-rows.ts";

const message = (code: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(code, "latin1");
  head.writeUInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
};
const row = (text: string): Buffer => {
  const head = Buffer.alloc(6);
  head.writeUInt16BE(1);
  head.writeUInt32BE(text.length, 2);
  return Buffer.concat([head, Buffer.from(text)]);
};
const HEADER = Buffer.concat([Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), Buffer.alloc(8)]);
const ROWS = ["first", "", "third ".repeat(40), "last"];
const [FIRST = "", ...OTHERS] = ROWS;
const HEAD = message("H", Buffer.from([1, 0, 1, 0, 1]));
const DATA = [
  HEAD,
  message("d", Buffer.concat([HEADER, row(FIRST)])),
  ...OTHERS.map((text) => message("d", row(text))),
  message("d", Buffer.from([0xff, 0xff])),
];
const NOTICE = message("N", Buffer.from("beside the rows"));
const ENDING = [message("c", Buffer.alloc(0)), message("C", Buffer.from("COPY 4\0"))];
const READY = message("Z", Buffer.from("I"));

type Query = {
  submit: (to: unknown) => unknown;
  handleReadyForQuery: () => void;
  handleError: (error: Error) => void;
};

/** What pg does with a query of somebody else's, and the messages that reached its own reader. */
function connectionOf(own: (chunk: Buffer, query: Query | undefined) => void) {
  const stream = new EventEmitter();
  const asked: string[] = [];
  let query: Query | undefined;
  stream.on("data", (chunk: Buffer) => {
    own(chunk, query);
  });
  const connected = {
    query(given: Query) {
      query = given;
      query.submit({ stream, query: (text: string) => asked.push(text) });
    },
  };
  // Of a client only this is called.
  return { stream, asked, client: connected as unknown as pg.Client };
}

async function readIn(messages: readonly Buffer[], size: number, each: EachRow) {
  const own: Buffer[] = [];
  const { stream, client, asked } = connectionOf((chunk, query) => {
    own.push(chunk);
    if (Buffer.concat(own).toString("latin1").endsWith(READY.toString("latin1")))
      query?.handleReadyForQuery();
  });
  const [listener] = stream.listeners("data");
  const done = copyRows(client, "COPY x TO STDOUT (FORMAT binary)", each);
  const bytes = Buffer.concat(messages);
  for (let at = 0; at < bytes.length; at += size) {
    const chunk = Buffer.from(bytes.subarray(at, at + size));
    const isCopying = stream.listeners("data")[0] !== listener;
    stream.emit("data", chunk);
    // Bytes of a copy are good until they were taken: others come into their place.
    if (isCopying) chunk.fill(0xee);
  }
  await done;
  return { own: Buffer.concat(own), asked, listeners: stream.listenerCount("data") };
}

test("every row arrives once, however the bytes are cut, and all else reaches pg", async () => {
  const all = [...DATA.slice(0, 3), NOTICE, ...DATA.slice(3), ...ENDING, READY];
  for (let size = 1; size <= Buffer.concat(all).length; size += 1) {
    const texts: string[] = [];
    const { own, asked, listeners } = await readIn(all, size, (bytes, start, end) => {
      expect(bytes.readUInt32BE(start + 2)).toBe(end - start - 6);
      texts.push(bytes.toString("latin1", start + 6, end));
    });
    expect(texts).toEqual(ROWS);
    expect(own).toEqual(Buffer.concat([HEAD, NOTICE, ...ENDING, READY]));
    expect([asked.length, listeners]).toEqual([1, 1]);
  }
});

test("what a callback throws is told once the copy has ended, and no row is handed on after it", async () => {
  let rows = 0;
  const reading = readIn([...DATA, ...ENDING, READY], 11, () => {
    rows += 1;
    throw new Error("enough");
  });
  await expect(reading).rejects.toThrow("enough");
  expect(rows).toBe(1);
});

test("another form of copy is refused", async () => {
  const text = message("d", Buffer.from("a\tb\tc and more of a line\n"));
  await expect(
    readIn([text, ...ENDING, READY], 7, () => {
      throw new Error("a row");
    }),
  ).rejects.toThrow("This is no copy in the binary form.");
});

test("an error of the database's reaches pg, which tells the query", async () => {
  const { stream, client } = connectionOf((_chunk, query) =>
    query?.handleError(new Error("out of memory")),
  );
  const reading = copyRows(client, "COPY x", () => undefined);
  stream.emit("data", Buffer.concat([...DATA.slice(0, 2), message("E", Buffer.from("S"))]));
  await expect(reading).rejects.toThrow("out of memory");
});
