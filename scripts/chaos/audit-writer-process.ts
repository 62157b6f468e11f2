// A writer of the log that chaos kills: commands that change rows, and records of their own.
import { randomInt, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { appendEvents } from "#lib/audit/chain/append-events.ts";
import { startHeartbeat } from "#lib/audit/chain/heartbeat.ts";
import { allLanes, nameWriters } from "#lib/audit/chain/lanes.ts";
import { recordsOf } from "#lib/audit/chain/records-of.ts";
import { pool } from "#lib/db/client.ts";
import { systemActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { changeTeam } from "#lib/teams/change-team.ts";
import { createTeam } from "#lib/teams/create-team.ts";
import { onShutdown } from "../lifecycle/on-shutdown.ts";
import { Notebook } from "./audit-notebook.ts";

const MOST_COMMANDS = 6;
const MOST_EVENTS = 24;
const TOLD_EVERY_MS = 50;

nameWriters("web");
const heartbeat = startHeartbeat();
const notebook = new Notebook(process.env["CHAOS_NOTEBOOK"] ?? "acknowledged");
let stopped = false;
let wanted = { commands: 2, events: 8 };
/** Of the newest attempt that was acknowledged, when it began. */
let newest = 0;

const context = (): Context => ({
  actor: systemActor("chaos", "Chaos"),
  now: new Date(),
  requestId: randomUUID(),
});

/** One attempt, and what was said of it. False: it failed. */
async function attempt(tokens: string[], work: () => Promise<unknown>): Promise<boolean> {
  const began = Date.now();
  try {
    await work();
    notebook.note("A", tokens);
    newest = Math.max(newest, began);
    return true;
  } catch (error) {
    const unsure = error instanceof AppError && error.message.includes("may have been done");
    notebook.note(unsure ? "U" : "N", tokens);
    return false;
  }
}

/** Makes a team and renames it a few times, again and again. */
async function commands(nth: number): Promise<void> {
  while (!stopped) {
    const slug = `chaos-${randomUUID()}`;
    let works = nth < wanted.commands;
    works &&= await attempt([slug], () => createTeam(context(), { slug, name: "Chaos" }));
    for (let times = works ? randomInt(4) : 0; times > 0 && works && !stopped; times -= 1) {
      const name = `chaos-${randomUUID()}`;
      works = await attempt([name], () => changeTeam(context(), { slug, name }));
    }
    if (!works) await sleep(10 + randomInt(40));
  }
}

/** Groups of records that are stored together. */
async function events(nth: number): Promise<void> {
  while (!stopped) {
    const tokens = Array.from({ length: 1 + randomInt(4) }, () => `chaos-${randomUUID()}`);
    const append = () => appendEvents(tokens.flatMap((token) => used(token)));
    const works = nth < wanted.events && (await attempt(tokens, append));
    if (!works) await sleep(10 + randomInt(40));
  }
}

const used = (targetId: string) =>
  recordsOf(
    context(),
    [
      {
        action: "server.use",
        targetKind: "server",
        targetId,
        before: null,
        after: { by: "chaos" },
      },
    ],
    { kind: "event", outcome: "success" },
  );

const changing = setInterval(() => {
  wanted = { commands: randomInt(MOST_COMMANDS + 1), events: randomInt(MOST_EVENTS + 1) };
  if (wanted.commands + wanted.events === 0) wanted.events = 1;
}, 700);
let said = 0;
const telling = setInterval(() => {
  if (newest === said) return;
  said = newest;
  const heads = allLanes().flatMap(({ head }) => (head === null ? [] : [head]));
  process.send?.({ newest, held: heads.map(({ writer, epoch }) => ({ writer, epoch })) });
}, TOLD_EVERY_MS);

const running = Promise.all([
  ...Array.from({ length: MOST_COMMANDS }, (_, nth) => commands(nth)),
  ...Array.from({ length: MOST_EVENTS }, (_, nth) => events(nth)),
]);
onShutdown(async () => {
  stopped = true;
  clearInterval(changing);
  clearInterval(telling);
  await running;
  await notebook.close();
  await heartbeat.stop();
  await pool.end();
});
process.send?.({ ready: true });
