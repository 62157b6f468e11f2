import type { FieldErrors } from "#lib/kernel/errors.ts";

type Options = { headers?: Record<string, string>; fields?: FieldErrors };
type Kind = { status: number; code: string };

/**
 * A refusal that only HTTP knows (precondition, media type, repeated key), with its own status.
 * What a verb refuses is an AppError. `message` is safe to show.
 */
export class HttpRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;
  readonly fields: FieldErrors;

  constructor(kind: Kind, message: string, options: Options = {}) {
    super(message);
    this.name = "HttpRefusal";
    this.status = kind.status;
    this.code = kind.code;
    this.headers = options.headers ?? {};
    this.fields = options.fields ?? {};
  }
}
