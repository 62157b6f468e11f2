import { env } from "#lib/config/env.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import { fieldError } from "#lib/kernel/errors.ts";
import { defineQuery } from "#lib/verbs/define-query.ts";
import type { ToolFacts } from "#lib/catalog/core/tool-facts.ts";
import type { IntakeSources, Reach } from "./ask.ts";
import { evidenceIn, type Evidence, type SourceReport } from "./core/evidence.ts";
import { readReference } from "./core/read-reference.ts";
import { REFERENCE_LABELS, writeReference, type Reference } from "./core/reference.ts";
import { findKin, type Kin } from "./find-kin.ts";
import { inspect, type Inspection } from "./inspect.ts";
import { InspectReferenceInput } from "./schemas.ts";

export type IntakeView = {
  /** What it was taken for. */
  readAs: { label: string; reference: string };
  /** Something was read; else the form is filled in by hand. */
  found: boolean;
  /** A draft, not yet valid where something is missing. */
  document: JsonObject;
  tools: ToolFacts[];
  evidence: Evidence;
  /** What else the text could mean. */
  otherwise: { label: string; reference: string }[];
  kin: Kin;
};

/** For everything that one inspection reads. */
const WHOLE_MS = 20_000;

/**
 * Finds out what a pasted reference is, with every source and what it said. What cannot be reached
 * is said and never fails the rest.
 */
export const inspectReference = intakeOf({ ...env.intake, timeoutMs: 8_000 });

/** The same over other sources: tests put a server of their own here. */
export function intakeOf(sources: IntakeSources) {
  return defineQuery({
    name: "inspectReference",
    permission: "request.create",
    input: InspectReferenceInput,

    async run(readers, ctx, { reference }): Promise<IntakeView> {
      const { candidates, problem } = readReference(reference);
      const reach = { sources, signal: AbortSignal.timeout(WHOLE_MS) };
      const taken = await firstFound(reach, candidates);
      if (taken === null) throw fieldError("reference", problem ?? "This is not a reference.");
      const { candidate, inspection, missed } = taken;
      return {
        readAs: named(candidate),
        found: inspection.found,
        document: inspection.document,
        tools: inspection.tools,
        evidence: evidenceOf(candidate, inspection, { readAt: ctx.now, missed }),
        otherwise: candidates.filter((one) => one !== candidate).map(named),
        kin: await findKin(readers, ctx, {
          document: inspection.document,
          toolNames: inspection.tools.map((tool) => tool.name),
        }),
      };
    },
  });
}

type Taken = { candidate: Reference; inspection: Inspection; missed: SourceReport[] };

/** The likeliest meaning that a source knows; when none does, the likeliest. */
async function firstFound(reach: Reach, candidates: readonly Reference[]): Promise<Taken | null> {
  let first: Taken | null = null;
  const missed: SourceReport[] = [];
  for (const candidate of candidates) {
    const inspection = await inspect(reach, candidate);
    if (inspection.found) return { candidate, inspection, missed };
    first ??= { candidate, inspection, missed };
    missed.push(...inspection.reports.filter(({ status }) => status !== "not_checkable"));
  }
  return (
    first && { ...first, missed: missed.filter((one) => !first.inspection.reports.includes(one)) }
  );
}

const named = (reference: Reference) => ({
  label: REFERENCE_LABELS[reference.kind],
  reference: writeReference(reference),
});

function evidenceOf(
  reference: Reference,
  { facts, reports }: Inspection,
  { readAt, missed }: { readAt: Date; missed: SourceReport[] },
): Evidence {
  return {
    reference: reference.kind === "document" ? "server.json" : writeReference(reference),
    readAt: readAt.toISOString(),
    sources: [...reports, ...missed].slice(0, 20),
    ...evidenceIn(facts),
  };
}
