/** Stable codes. Transports map them; nothing else may invent a status. */
export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  /** Allowed, after signing in again. */
  | "stale_sign_in"
  | "not_found"
  | "invalid"
  | "conflict"
  | "illegal_transition"
  | "too_large"
  | "rate_limited"
  | "unavailable";

export type FieldErrors = Record<string, string[]>;

/**
 * An expected refusal. `message` is always safe to show to the caller;
 * anything that is not goes in `cause`, which only the log sees.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly fields: FieldErrors;
  /** What was refused, for the log of refusals: the caller does not see it. */
  readonly about: { kind: "person" | "token"; id: string } | null;
  /** Why, as a code, for the log of refusals: one of a few, never a text that somebody sent. */
  readonly reason: string | null;

  constructor(
    code: ErrorCode,
    message: string,
    options?: {
      cause?: unknown;
      fields?: FieldErrors;
      about?: AppError["about"];
      reason?: AppError["reason"];
    },
  ) {
    super(message, options);
    this.name = "AppError";
    this.code = code;
    this.fields = options?.fields ?? {};
    this.about = options?.about ?? null;
    this.reason = options?.reason ?? null;
  }
}

/** A refusal that belongs to one field of the input. */
export function fieldError(field: string, message: string): AppError {
  return new AppError("invalid", message, { fields: { [field]: [message] } });
}
