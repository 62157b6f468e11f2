import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** The administrator's command line, on the data of the running product unless another is given. */
export function gatehouse(args: readonly string[], dataDir = process.env["E2E_DATA_DIR"]): string {
  return execFileSync(process.execPath, [path.resolve("scripts/gatehouse.ts"), ...args], {
    env: { ...process.env, DATA_DIR: dataDir },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 ** 2,
  });
}

type Imported = {
  runId: string;
  imported: number;
  updated: number;
  unchanged: number;
  refused: number;
};

/** Imports documents from a file of their own. */
export function importFile(documents: readonly object[], ...options: string[]): Imported {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-import-"));
  try {
    const file = path.join(folder, "servers.json");
    fs.writeFileSync(file, JSON.stringify(documents));
    return JSON.parse(gatehouse(["import", file, ...options, "--json"])) as Imported;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

export type Token = { token: string; id: string };

export function createToken(email: string, ...scopes: string[]): Token {
  const made = gatehouse([
    "token",
    "create",
    "--email",
    email,
    "--expires-days",
    "1",
    "--json",
    ...scopes.flatMap((scope) => ["--scope", scope]),
  ]);
  return JSON.parse(made) as Token;
}
