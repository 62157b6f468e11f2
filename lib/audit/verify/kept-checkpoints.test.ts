import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const LIST = `
  import { keptCheckpoints } from "#lib/audit/verify/kept-checkpoints.ts";
  process.stdout.write(JSON.stringify((await keptCheckpoints([process.argv[1]])).setAside));`;

test("a folder of more checkpoints than the stack has room for is listed", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-many-checkpoints-"));
  // Links cost a fraction of files, and nothing is read before it is asked for.
  for (let at = 0; at < 30_000; at += 1) fs.symlinkSync("none", path.join(folder, String(at)));
  const listed = execFileSync(
    process.execPath,
    ["--stack-size=200", "--input-type=module", "-e", LIST, folder],
    { encoding: "utf8" },
  );
  expect(listed).toBe("[]");
  fs.rmSync(folder, { recursive: true });
});
