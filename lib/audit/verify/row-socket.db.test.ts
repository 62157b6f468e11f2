import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connected } from "#lib/db/connect.ts";
import { unprivilegedIds } from "#lib/db/embedded/account.ts";
import { startEmbedded, type EmbeddedDatabase } from "#lib/db/embedded/start-embedded.ts";
import { newCertificate } from "#lib/testing/audit-receivers/syslog-receiver.ts";
import { copyRows } from "./copy-rows.ts";
import { RowSocket } from "./row-socket.ts";

// A server to itself, because it speaks TLS too.
const root = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-row-socket-"));
fs.chmodSync(root, 0o755);
let server: EmbeddedDatabase;

beforeAll(async () => {
  server = await startEmbedded({ root, database: "postgres", durable: false });
  const files = Object.entries(await newCertificate());
  await connected(server.ownerUrl, async (client) => {
    for (const [name, text] of files) {
      const file = path.join(root, `server.${name}`);
      fs.writeFileSync(file, text, { mode: 0o600 });
      const ids = unprivilegedIds();
      if (ids) fs.chownSync(file, ids.uid, ids.gid);
      await client.query(`ALTER SYSTEM SET ssl_${name}_file = '${file}'`);
    }
    await client.query("ALTER SYSTEM SET ssl = on");
    await client.query("SELECT pg_reload_conf()");
  });
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

/** A few rows are larger than what one read takes. */
const TEXT = "repeat(chr(97 + i % 26), CASE WHEN i % 1000 = 0 THEN 900000 ELSE i % 700 END)";
const ROWS = 4_000;
const expected = (i: number): string =>
  String.fromCharCode(97 + (i % 26)).repeat(i % 1_000 === 0 ? 900_000 : i % 700);

describe.each([["plain"], ["over TLS"]])("a connection that is %s", (how) => {
  const open = <Result>(work: Parameters<typeof connected<Result>>[1]) => {
    const url = new URL(server.ownerUrl);
    if (how === "over TLS") url.searchParams.set("sslmode", "no-verify");
    return connected(url.toString(), work, { stream: () => new RowSocket() });
  };
  const query = `SELECT ${TEXT} AS text FROM generate_series(1, ${ROWS}) i`;

  test("is what it is said to be", async () => {
    const { rows } = await open((client) =>
      client.query<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
    );
    expect(rows).toEqual([{ ssl: how === "over TLS" }]);
  });

  test("gives pg its answers, and copies their rows, in turn", async () => {
    await open(async (client) => {
      for (const _turn of [1, 2]) {
        const { rows } = await client.query<{ text: string }>(query);
        expect(rows.every(({ text }, at) => text === expected(at + 1))).toBe(true);
        const lengths: number[] = [];
        await copyRows(client, `COPY (${query}) TO STDOUT (FORMAT binary)`, (bytes, start, end) => {
          lengths.push(end - start - 6);
          const whole = bytes.toString("latin1", start + 6, end);
          if (whole !== expected(lengths.length)) throw new Error(`Row ${lengths.length} differs.`);
        });
        expect(lengths).toHaveLength(ROWS);
      }
    });
  });

  test("goes on after a copy that failed in the database or here", async () => {
    await open(async (client) => {
      const failing = "COPY (SELECT 1 / (500 - i) FROM generate_series(1, 1000) i) TO STDOUT (FORMAT binary)"; // prettier-ignore
      await expect(copyRows(client, failing, () => undefined)).rejects.toThrow("division by zero");
      const reading = copyRows(client, `COPY (${query}) TO STDOUT (FORMAT binary)`, () => {
        throw new Error("enough");
      });
      await expect(reading).rejects.toThrow("enough");
      expect((await client.query("SELECT 1 AS n")).rows).toEqual([{ n: 1 }]);
    });
  });
});
