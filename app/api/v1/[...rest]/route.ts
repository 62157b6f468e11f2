import { randomUUID } from "node:crypto";
import { problemResponse } from "#lib/http/problem.ts";
import { AppError } from "#lib/kernel/errors.ts";

const refuse = (): Response =>
  problemResponse(
    new AppError("not_found", "The management API has no such address. See /api/docs."),
    randomUUID(),
  );

/** Any address below /api/v1 that is none: for programs, not as a page. */
export { refuse as DELETE, refuse as GET, refuse as PATCH, refuse as POST, refuse as PUT };
