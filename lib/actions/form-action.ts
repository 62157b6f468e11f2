import { unstable_rethrow } from "next/navigation";
import { sessionContext } from "#lib/auth/context.ts";
import type { Context } from "#lib/kernel/context.ts";
import { databaseUnavailable } from "#lib/db/unavailable.ts";
import { AppError, type FieldErrors } from "#lib/kernel/errors.ts";
import { log } from "#lib/telemetry/log.ts";

export type FormState =
  | { status: "idle" }
  | { status: "ok"; message: string }
  | { status: "error"; message: string; fields: FieldErrors };

/** Turns one form post into one command call, and every refusal into something a form can render. */
export async function formAction(work: (ctx: Context) => Promise<string>): Promise<FormState> {
  let requestId = "none";
  try {
    const ctx = await sessionContext();
    requestId = ctx.requestId;
    return { status: "ok", message: await work(ctx) };
  } catch (error) {
    unstable_rethrow(error); // redirect() and notFound() travel as exceptions
    if (error instanceof AppError)
      return { status: "error", message: error.message, fields: error.fields };
    log.error("error", { requestId, error: String(error) });
    return {
      status: "error",
      message:
        databaseUnavailable(error)?.message ?? `Something went wrong. Reference: ${requestId}.`,
      fields: {},
    };
  }
}

/** The text fields of a form as one plain object; repeated fields become lists. */
export function formFields(form: FormData): Record<string, string | string[]> {
  const fields: Record<string, string | string[]> = {};
  for (const key of new Set(form.keys())) {
    if (key.startsWith("$ACTION")) continue;
    const values = form.getAll(key).filter((value) => typeof value === "string");
    fields[key] = values.length === 1 ? (values[0] ?? "") : values;
  }
  return fields;
}
