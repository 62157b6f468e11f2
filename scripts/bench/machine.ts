import { readFileSync } from "node:fs";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { pinning } from "./child.ts";

export type Machine = {
  cpu: string;
  cores: number;
  memoryGb: number;
  system: string;
  node: string;
  /** Null: none is used. */
  postgres: string | null;
  pinned: boolean;
  /** Share of all cores that was busy in the two seconds before the bench began. */
  foreignLoad: number;
};

const SAMPLE_MS = 2_000;

export async function readMachine(databaseUrl: string | null): Promise<Machine> {
  const foreignLoad = await busyShare();
  return {
    cpu: os.cpus()[0]?.model.trim() || "unknown",
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 1_073_741_824),
    system: `${systemName()}, ${os.arch()}`,
    node: process.version,
    postgres: databaseUrl === null ? null : await serverVersion(databaseUrl),
    pinned: pinning,
    foreignLoad,
  };
}

export async function busyShare(): Promise<number> {
  const before = cpuTimes();
  await sleep(SAMPLE_MS);
  const after = cpuTimes();
  return 1 - (after.idle - before.idle) / (after.total - before.total);
}

function cpuTimes(): { idle: number; total: number } {
  let [idle, total] = [0, 0];
  for (const { times } of os.cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { idle, total };
}

function systemName(): string {
  try {
    const name = /^PRETTY_NAME="(.*)"$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
    return name ?? os.type();
  } catch {
    // Not a Linux with that file: the kernel's own name says enough.
    return `${os.type()} ${os.release()}`;
  }
}

/** With what decides how dear a page is that a connection sees for the first time. */
async function serverVersion(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ version: string; buffers: string; huge: string | null }>(
    // PostgreSQL tells the last since version 17.
    `SELECT current_setting('server_version') AS "version", current_setting('shared_buffers') AS "buffers",
      current_setting('huge_pages_status', true) AS "huge"`,
  );
  await client.end();
  const [server] = rows;
  if (!server) return "unknown";
  const huge = server.huge === null ? "" : `, huge pages ${server.huge}`;
  return `${server.version} (${server.buffers} of shared buffers${huge})`;
}
