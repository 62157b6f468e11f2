import { notFound } from "next/navigation";
import { cache } from "react";
import { serverTitle } from "#components/server/server-names.ts";
import { sessionContext } from "#lib/auth/context.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";

export type ServerParams = Promise<{ namespace: string; server: string }>;

/** The server of this address, asked for once per request by the layout, its tab and its title. */
export async function loadServer(params: ServerParams) {
  const { ctx, server } = await findServer(params);
  if (!server) notFound();
  return { ctx, server };
}

/** For the title of a page, which must not fail: a page that is not there has one too. */
export async function titleOf(params: ServerParams, lead = ""): Promise<string> {
  const { server } = await findServer(params);
  return server ? `${lead}${serverTitle(server)}` : "Not found";
}

async function findServer(params: ServerParams) {
  const { namespace, server } = await params;
  return findByParts(namespace, server);
}

const findByParts = cache(async (namespace: string, part: string) => {
  const ctx = await sessionContext();
  const ref = ServerRef.safeParse({ name: `${decoded(namespace)}/${decoded(part)}` });
  return { ctx, server: ref.success ? await getServer(ctx, ref.data) : null };
});

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A stray percent sign: no server has such a name.
  }
}
