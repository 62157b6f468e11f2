import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { directoryAnchor } from "../sequencer/anchors.ts";

/** A log of one record: its hash is the root. */
const ROOT = Buffer.alloc(32, 7);
const NOTE = `log.example\n1\n${ROOT.toString("base64")}\n\n— log.example ${Buffer.alloc(68).toString("base64")}\n`;
const sql = <Row>({ text }: { text: string }) =>
  Promise.resolve([text.includes("AuditTree") ? { size: 1 } : { hashes: ROOT }] as Row[]);

/** Publishes, and dies (SIGKILL) when `nth` files were written and are about to reach the disk. */
const VICTIM = `
  import fs from "node:fs/promises";
  const [folder, nth] = process.argv.slice(1);
  const some = await fs.open(process.execPath, "r");
  const handles = Object.getPrototypeOf(some);
  const sync = handles.sync;
  let seen = 0;
  handles.sync = async function () {
    seen += 1;
    if (seen === Number(nth)) { await this.truncate(7); process.kill(process.pid, "SIGKILL"); }
    return sync.call(this);
  };
  const { directoryAnchor } = await import("#lib/audit/sequencer/anchors.ts");
  const nobody = () => Promise.reject(new Error("An empty folder asks no database."));
  await directoryAnchor(folder, nobody).publish({ size: 1, at: new Date(), root: Buffer.alloc(32), note: ${JSON.stringify(NOTE)} });
`;

test.each([1, 2])(
  "a process that is killed while it writes its file number %i leaves no half of a checkpoint",
  { timeout: 30_000 },
  async (nth) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-anchor-"));
    onTestFinished(() => fs.rmSync(folder, { recursive: true }));
    const args = ["--input-type=module", "-e", VICTIM, folder, String(nth)];
    const child = spawn(process.execPath, args, { cwd: import.meta.dirname, stdio: "ignore" });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    const notes = () =>
      fs
        .readdirSync(folder)
        .filter((name) => !name.startsWith("."))
        .map((name) => fs.readFileSync(path.join(folder, name), "utf8"));
    expect(notes()).toEqual(nth === 1 ? [] : [NOTE]);

    const checkpoint = { size: 1, at: new Date(), root: ROOT, note: NOTE };
    expect(await directoryAnchor(folder, sql).publish(checkpoint)).toMatchObject({
      state: "done",
    });
    expect(notes()).toEqual([NOTE, NOTE]);
  },
);
