import { Resolver } from "node:dns/promises";
import type { Outcome } from "./core/proof.ts";
import { outcomeOf } from "./proof-text.ts";

export type Answer = { outcome: Outcome; detail: string };

const TIMEOUT_MS = 3_000;
const TRIES = 2;

/** No such name, or a name without such records: then it is certainly not there. */
const ABSENT: ReadonlySet<string> = new Set(["ENOTFOUND", "ENODATA"]);

/** Looks for the proof in the TXT records of a domain. What goes wrong is an answer, never an exception. */
export async function askDns(
  { domain, token }: { domain: string; token: string },
  servers: readonly string[],
): Promise<Answer> {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  if (servers.length > 0) resolver.setServers(servers);
  try {
    // The final dot: no search domain of this machine is tried.
    const records = await resolver.resolveTxt(`${domain}.`);
    const outcome = outcomeOf(
      records.map((parts) => parts.join("")),
      token,
    );
    return { outcome, detail: `${records.length} TXT records were read.` };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    return ABSENT.has(code)
      ? { outcome: "absent", detail: `DNS knows no TXT record of ${domain} (${code}).` }
      : { outcome: "not_checkable", detail: `DNS could not be asked (${code}).` };
  }
}
