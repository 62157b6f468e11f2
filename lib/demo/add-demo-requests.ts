import { db } from "#lib/db/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { assignRequest } from "#lib/requests/assign-request.ts";
import { commentRequest } from "#lib/requests/comment-request.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { markChecklist } from "#lib/requests/mark-checklist.ts";
import { withdrawRequest } from "#lib/requests/withdraw-request.ts";
import { demoContext } from "./demo-context.ts";
import { DEMO_REQUESTS, type DemoRequest, type DemoStep } from "./demo-requests.ts";

/**
 * What the demo company asked for and decided in the last weeks, through the verbs and in the names
 * of the demo accounts, so that its history looks as a real one does. Adds nothing where a demo
 * request exists. Returns how many were added.
 */
export async function addDemoRequests(now: Date): Promise<number> {
  if ((await db.request.count({ where: { demo: true } })) > 0) return 0;
  let added = 0;
  for (const request of DEMO_REQUESTS) added += await addOne(now, request);
  return added;
}

const HOUR_MS = 3_600_000;

async function addOne(
  now: Date,
  { hoursAgo, by, steps, version, ...asked }: DemoRequest,
): Promise<number> {
  const server = await db.server.findUnique({
    where: { name: asked.serverName },
    select: {
      demo: true,
      versions: { where: { version: version ?? "" }, select: { document: true } },
    },
  });
  // Imported for real since, or removed: no story about it.
  if (!server?.demo) return 0;
  const at = (hours: number) => new Date(now.getTime() - hours * HOUR_MS);
  const document = server.versions[0]?.document;
  const ctx = await demoContext(by, at(hoursAgo));
  const { id } = await createRequest(ctx, {
    ...asked,
    ...(document === undefined ? {} : { server: document }),
  });
  for (const step of steps) await take(await demoContext(step.by, at(step.hoursAgo)), id, step);
  return 1;
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
