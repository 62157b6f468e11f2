"use server";

import { revalidatePath } from "next/cache";
import type { ReconcileState } from "#components/audit-sinks/sink-actions.ts";
import { formAction, formFields, type FormState } from "#lib/actions/form-action.ts";
import { proposeAuditChange } from "#lib/audit-changes/propose-audit-change.ts";
import { getSink } from "#lib/audit-sinks/get-sink.ts";
import { reconcileSink } from "#lib/audit-sinks/reconcile-sink.ts";
import { replaySinkLetters } from "#lib/audit-sinks/replay-sink-letters.ts";
import { SinkRef } from "#lib/audit-sinks/schemas.ts";
import { testSink } from "#lib/audit-sinks/test-sink.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/verbs/parse-input.ts";
import { onlyChanges, sinkProposalOf, type SinkProposal } from "#lib/actions/sink-proposal-of.ts";

const refresh = () => revalidatePath("/admin/sinks", "layout");

export async function proposeAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const asked = await settled(ctx, sinkProposalOf(form));
    const { who } = await proposeAuditChange(ctx, asked);
    refresh();
    return `Proposed. Nothing changes until somebody else confirms it under Admin, Log: ${who}`;
  });
}

async function settled(ctx: Context, asked: SinkProposal): Promise<SinkProposal> {
  if (asked.kind !== "sink.change") return asked;
  const sink = await getSink(ctx, { id: asked.payload["sinkId"] });
  return sink ? onlyChanges(asked, sink) : asked;
}

export async function testAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const outcome = await testSink(ctx, { id: form.get("id") });
    refresh();
    if (!outcome.sent) throw new AppError("unavailable", outcome.reason);
    return "The sink took the test event.";
  });
}

export async function replayAction(_previous: FormState, form: FormData): Promise<FormState> {
  return formAction(async (ctx) => {
    const { asked } = await replaySinkLetters(ctx, formFields(form));
    refresh();
    return `${asked === 1 ? "It is" : `${asked.toLocaleString("en")} are`} sent again within seconds.`;
  });
}

export async function reconcileAction(
  _previous: ReconcileState,
  form: FormData,
): Promise<ReconcileState> {
  const results: ReconcileState["found"][] = [];
  const state = await formAction(async (ctx) => {
    const days = { from: form.get("from"), to: form.get("to") };
    const { id } = parseInput(SinkRef, { id: form.get("id") });
    results.push(await reconcileSink(ctx, { sinkId: id, days }));
    refresh();
    return "Compared.";
  });
  return { form: state, found: results[0] ?? null };
}
