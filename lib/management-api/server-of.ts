import { z } from "zod";
import { ServerName } from "#lib/catalog/server-schemas.ts";
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

/** What a query found. @throws AppError `not_found` */
export function found<View>(view: View | null, what = "server"): View {
  if (view === null) throw notFound(what);
  return view;
}
