import type { LoggerInstance } from "next-auth";
import { recordRefusal } from "#lib/audit/refusals.ts";
import { ANONYMOUS } from "#lib/kernel/actor.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { log } from "#lib/telemetry/log.ts";
import { doorContext } from "./bearer.ts";
import { refusalReported, type SignInRefusal } from "./core/sign-in-refusal.ts";

/** The refusal of somebody of whom no account is known, recorded. */
export async function refusedSignIn(reason: SignInRefusal, words: string): Promise<AppError> {
  const refusal = new AppError("forbidden", words, { reason });
  await recordRefusal({ ...doorContext(), actor: ANONYMOUS }, "identity.resolve", refusal);
  return refusal;
}

/**
 * What next-auth reports of errors: all of it to the operators, and to the log why it refused a
 * sign-in. next-auth has one logger for all of a process and waits for none.
 */
export const signInLogger: Pick<LoggerInstance, "error"> = {
  error(code, metadata) {
    const error = metadata instanceof Error ? metadata : metadata.error;
    const { name, message } = error;
    const reason = refusalReported({ code, name, message, errorCode: codeOf(error) });
    // Anybody can be refused, and often: that is no fault, and needs no stack.
    if (reason === null && !(error instanceof AppError)) log.error("next-auth", { code, error });
    else log.warn("next-auth", { code, message });
    if (reason !== null) void refusedSignIn(reason, "The sign-in was not completed.");
  },
};

const codeOf = (error: Error): unknown => ("code" in error ? error.code : undefined);
