import { env } from "#lib/config/env.ts";
import type { Context } from "#lib/kernel/context.ts";
import { askDns, type Answer } from "./ask-dns.ts";
import { askWellKnown } from "./ask-well-known.ts";
import { getProof, type Proof } from "./get-proof.ts";
import { recordIdentityCheck } from "./record-identity-check.ts";

export type Ways = Readonly<Record<"dns" | "wellKnown", (proof: Proof) => Promise<Answer>>>;

const CONFIGURED: Ways = {
  dns: (proof) => askDns(proof, env.trust.dnsServers),
  wellKnown: (proof) => askWellKnown(proof, { allowedHosts: env.trust.allowedHosts }),
};

/** Looks for the proof of a domain in DNS and on its web server, and keeps what came of it. */
export async function verifyIdentity(ctx: Context, ref: { id: unknown }, ways: Ways = CONFIGURED) {
  const proof = await getProof(ctx, ref);
  const [dns, wellKnown] = await Promise.all([ways.dns(proof), ways.wellKnown(proof)]);
  return recordIdentityCheck(ctx, { id: proof.id, token: proof.token, dns, wellKnown });
}
