import { guardedFetch, type FetchOptions } from "#lib/egress/guarded-fetch.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Answer } from "./ask-dns.ts";
import { outcomeOf, WELL_KNOWN_PATH } from "./proof-text.ts";

const MAX_BYTES = 16_384;
const TIMEOUT_MS = 10_000;

type Asked = { domain: string; token: string };
type Reaching = Pick<FetchOptions, "allowedHosts" | "resolve" | "ca"> & {
  /** Another than 443, for tests. */
  port?: number;
};

/**
 * Looks for the proof on the domain's own web server: over https only, and without following it to
 * another host, which would prove that host. What goes wrong is an answer, never an exception.
 */
export async function askWellKnown(
  { domain, token }: Asked,
  { port, ...reaching }: Reaching,
): Promise<Answer> {
  const host = port === undefined ? domain : `${domain}:${port}`;
  try {
    const { status, body } = await guardedFetch(`https://${host}${WELL_KNOWN_PATH}`, {
      ...reaching,
      sameHost: true,
      accept: "text/plain",
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    });
    if (status === 200)
      return {
        outcome: outcomeOf(body.toString("utf8").split("\n"), token),
        detail: "The file was read.",
      };
    const detail = `The web server answered ${status}.`;
    return { outcome: status === 404 || status === 410 ? "absent" : "not_checkable", detail };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { outcome: "not_checkable", detail: error.message };
  }
}
