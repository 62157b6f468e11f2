import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { connectError } from "#lib/db/connect.ts";
import { startEmbedded } from "#lib/db/embedded/start-embedded.ts";
import { keepRunning } from "./keep-running.ts";

const SOON = { timeout: 25_000, interval: 100 };

test("a PostgreSQL that is killed comes back at its address, and ends when it is to end", async () => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-kept-"));
  const open = (port?: number) =>
    startEmbedded({ root, database: "kept", durable: true, ...(port ? { port } : {}) });
  const first = await open();
  const said: string[] = [];
  const pids = [first.pid];
  const kept = keepRunning(first, {
    reopen: async () => {
      const again = await open(Number(new URL(first.url).port));
      pids.push(again.pid);
      return again;
    },
    say: (text) => said.push(text),
    pauseMs: 10,
  });
  for (const times of [2, 3]) {
    process.kill(pids.at(-1) ?? 0, "SIGKILL");
    await expect.poll(() => pids.length, SOON).toBe(times);
    expect(await connectError(first.url)).toBeNull();
  }
  expect(said).toContain("The embedded PostgreSQL ended; it is started again.");
  await kept.stop();
  expect(await connectError(first.url)).not.toBeNull();
  fs.rmSync(root, { recursive: true });
});

test("a start that fails is tried again, and given up when all is to end", async () => {
  const said: string[] = [];
  const kept = keepRunning(
    { ended: Promise.resolve(), stop: () => Promise.reject(new Error("It is gone.")) },
    {
      reopen: () => Promise.reject(new Error("No space left on device.")),
      say: (text) => said.push(text),
      pauseMs: 1,
    },
  );
  await expect
    .poll(() => said.filter((text) => text === "No space left on device.").length, SOON)
    .toBeGreaterThan(2);
  await kept.stop();
});

test("one that ends as soon as it was started is started ever less often, until one lives", async () => {
  const dying = (wellMs: number) => {
    let count = 0;
    const start = () => {
      count += 1;
      return Promise.resolve({ ended: Promise.resolve(), stop: () => Promise.resolve() });
    };
    const first = { ended: Promise.resolve(), stop: () => Promise.resolve() };
    const kept = keepRunning(first, {
      reopen: start,
      say: () => undefined,
      ...{ pauseMs: 5, wellMs },
    });
    return { kept, starts: () => count };
  };
  // Pauses of 5, 10, 20 ms and so on.
  const slower = dying(60_000);
  await new Promise((resolve) => setTimeout(resolve, 700));
  await slower.kept.stop();
  expect(slower.starts()).toBeLessThan(10);
  const steady = dying(-1);
  await expect.poll(steady.starts, SOON).toBeGreaterThan(12);
  await steady.kept.stop();
});
