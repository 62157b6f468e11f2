import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { askedBy, type FormValues } from "#lib/intake/core/request-form.ts";
import { openEvidence } from "#lib/intake/seal-evidence.ts";

/** The fields of a form as one text each, as they were written. */
export function formValues(form: FormData): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of form.entries())
    if (typeof value === "string" && !name.startsWith("$ACTION")) values[name] = value;
  return values;
}

/**
 * What the form asks for, with the evidence it carried, if that is what intake found.
 * @throws AppError naming the fields that cannot be read.
 */
export function requestInput(ctx: Context, values: FormValues): Record<string, unknown> {
  const { input, problems } = askedBy(values);
  const [first] = Object.values(problems);
  if (first) throw new AppError("invalid", first[0] ?? "", { fields: problems });
  return { ...input, evidence: openEvidence(values["evidence"] ?? "", ctx.actor.id) };
}
