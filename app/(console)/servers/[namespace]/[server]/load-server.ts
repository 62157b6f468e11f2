import { notFound } from "next/navigation";
import { cache } from "react";
import { sessionContext } from "#lib/auth/context.ts";
import { getServer } from "#lib/catalog/get-server.ts";
import { ServerRef } from "#lib/catalog/server-schemas.ts";

export type ServerParams = Promise<{ namespace: string; server: string }>;

/** The server of this address, asked for once per request by the layout, its tab and its title. */
export async function loadServer(params: ServerParams) {
  const { namespace, server } = await params;
  return loadByParts(namespace, server);
}

const loadByParts = cache(async (namespace: string, part: string) => {
  const ctx = await sessionContext();
  const ref = ServerRef.safeParse({ name: `${decoded(namespace)}/${decoded(part)}` });
  const server = ref.success ? await getServer(ctx, ref.data) : null;
  if (!server) notFound();
  return { ctx, server };
});

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // A stray percent sign: no server has such a name.
  }
}
