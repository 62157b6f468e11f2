import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Finding } from "./findings.ts";

export type DiskResults = {
  /** Why this machine cannot tell; null where it could. */
  notCheckable: string | null;
  done: number;
  refused: number;
  found: Finding[];
  words: string[];
};

/** In a process of its own, which clears up when we end. */
export async function runOutOfDisk(): Promise<DiskResults> {
  const child = fork(path.join(import.meta.dirname, "audit-disk-process.ts"), {
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2_000)));
  let results: DiskResults | null = null;
  child.once("message", (message) => (results = message as DiskResults));
  await once(child, "exit");
  return (
    results ?? {
      notCheckable: null,
      done: 0,
      refused: 0,
      found: [{ what: "disk: the experiment ended early", count: 1 }],
      words: [said],
    }
  );
}
