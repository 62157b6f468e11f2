import { randomUUID } from "node:crypto";
import { systemActor } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { attestServer } from "#lib/ownership/attest-server.ts";
import { assignRequest } from "#lib/requests/assign-request.ts";
import { commentRequest } from "#lib/requests/comment-request.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { markChecklist } from "#lib/requests/mark-checklist.ts";
import { withdrawRequest } from "#lib/requests/withdraw-request.ts";
import { recordUse } from "#lib/uses/record-use.ts";
import {
  DEMO_DEEDS,
  DEMO_REQUESTS,
  type DemoDeed,
  type DemoRequest,
  type DemoStep,
} from "./demo-requests.ts";
import { getDemoStory, type DemoStory } from "./get-demo-story.ts";

/**
 * What the demo company did, asked for and decided in the last weeks, through the verbs and in the names
 * of the demo accounts, so that its history looks as a real one does. Adds nothing where a demo
 * request exists. Returns how many were added.
 */
export async function addDemoRequests(now: Date): Promise<number> {
  const seed: Context = { actor: systemActor("seed", "Seed"), now, requestId: randomUUID() };
  const story = await getDemoStory(seed, {});
  if (story.told) return 0;
  for (const deed of DEMO_DEEDS) await perform({ story, now }, deed);
  let added = 0;
  for (const request of DEMO_REQUESTS) added += await addOne({ story, now }, request);
  return added;
}

const HOUR_MS = 3_600_000;
type Telling = { story: DemoStory; now: Date };

async function perform(telling: Telling, deed: DemoDeed): Promise<void> {
  if (!telling.story.servers.has(deed.name)) return;
  const { name } = deed;
  const ctx = as(telling, deed.by, deed.hoursAgo);
  if (deed.do === "attest") await attestServer(ctx, { name });
  else await recordUse(ctx, { name, client: deed.client, version: deed.version });
}

async function addOne(
  telling: Telling,
  { hoursAgo, by, steps, version, ...asked }: DemoRequest,
): Promise<number> {
  const documents = telling.story.servers.get(asked.serverName);
  // Imported for real since, or removed: no story about it.
  if (!documents) return 0;
  const document = version === undefined ? undefined : documents.get(version);
  const { id } = await createRequest(as(telling, by, hoursAgo), {
    ...asked,
    ...(document === undefined ? {} : { server: document }),
  });
  for (const step of steps) await take(as(telling, step.by, step.hoursAgo), id, step);
  return 1;
}

/** A demo account at a moment of the company's history, signed in just before it. */
function as({ story, now }: Telling, email: string, hoursAgo: number): Context {
  const person = story.people.get(email);
  if (!person) throw new AppError("conflict", `The demo account ${email} is missing or disabled.`);
  const at = new Date(now.getTime() - hoursAgo * HOUR_MS);
  return { actor: { ...person, authenticatedAt: at }, now: at, requestId: randomUUID() };
}

function take(ctx: Context, requestId: string, step: DemoStep): Promise<unknown> {
  const revision = 1;
  switch (step.do) {
    case "take":
      return assignRequest(ctx, { requestId, assignee: "me" });
    case "comment":
      return commentRequest(ctx, { requestId, body: step.text, question: step.question ?? false });
    case "check":
      return markChecklist(ctx, {
        requestId,
        revision,
        itemKey: step.item,
        checked: true,
        evidence: step.text,
      });
    case "withdraw":
      return withdrawRequest(ctx, { requestId, reason: step.text });
    case "approve":
    case "reject":
    case "request_changes":
      return decideRequest(ctx, { requestId, revision, decision: step.do, reason: step.text });
  }
}
