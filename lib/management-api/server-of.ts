import { z } from "zod";
import { ServerName } from "#lib/catalog/server-schemas.ts";
import { Email } from "#lib/people/schemas.ts";
import { PolicyRef } from "#lib/reviews/schemas.ts";
import { Slug } from "#lib/teams/schemas.ts";
import { notFound } from "./request-of.ts";
import type { Call } from "./serve.ts";

type Addressed = Pick<Call, "params">;

/** The server of an address. @throws AppError `not_found` for what is no name of a server. */
export function serverRef({ params }: Addressed): { name: string } {
  const read = ServerName.safeParse(params["name"]);
  if (read.success) return { name: read.data };
  throw notFound("server");
}

/** The id of an address. @throws AppError `not_found` for what is no id. */
export function idOf({ params }: Addressed, what: string): string {
  const read = z.uuid().safeParse(params["id"]);
  if (read.success) return read.data;
  throw notFound(what);
}

/** A word of an address, read by its schema. @throws AppError `not_found` for what cannot be one. */
export function partOf<Value>(
  { params }: Addressed,
  { name, schema, what }: { name: string; schema: z.ZodType<Value>; what: string },
): Value {
  const read = schema.safeParse(params[name]);
  if (read.success) return read.data;
  throw notFound(what);
}

export const slugOf = (call: Addressed, what: string) =>
  partOf(call, { name: "slug", schema: Slug, what });

export const emailOf = (call: Addressed) =>
  partOf(call, { name: "email", schema: Email, what: "person" });

export const versionOf = (call: Addressed) =>
  partOf(call, { name: "version", schema: PolicyRef.shape.version, what: "version" });

/** What a query found. @throws AppError `not_found` */
export function found<View>(view: View | null, what = "server"): View {
  if (view === null) throw notFound(what);
  return view;
}
