import { openGuardedTls } from "#lib/egress/guarded-tls.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Reach } from "../collect/reach.ts";
import type { Reason } from "../core/words.ts";

export type TlsProbe =
  /** The certificate names the host and is trusted by this process. */
  | { state: "trusted"; version: string | null; validTo: string; fingerprint: string }
  | { state: "untrusted"; code: string }
  /** No TLS: nothing is known. */
  | { state: "unknown"; reason: Reason; detail: string };

/** What Node and OpenSSL call a certificate that does not hold. */
const CERTIFICATE =
  /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

/** Opens a TLS connection to see its certificate and version, and says nothing over it. */
export async function probeTls({ sources, signal }: Reach, url: URL): Promise<TlsProbe> {
  try {
    const socket = await openGuardedTls({
      host: url.hostname,
      port: Number(url.port || 443),
      allowedHosts: sources.allowedHosts,
      timeoutMs: Math.min(sources.timeoutMs, 15_000),
      signal,
    });
    const { valid_to: validTo, fingerprint256 } = socket.getPeerCertificate();
    const version = socket.getProtocol();
    socket.destroy();
    return { state: "trusted", version, validTo, fingerprint: fingerprint256 };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return failureOf(error);
  }
}

/** A certificate was shown only where an address may be asked, so that this tells nobody our network. */
function failureOf({ cause }: AppError): TlsProbe {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
  if (CERTIFICATE.test(code)) return { state: "untrusted", code };
  return /^(?:ERR_SSL|EPROTO)/.test(code)
    ? { state: "unknown", reason: "tls", detail: "No TLS connection to it could be made." }
    : { state: "unknown", reason: "unreachable", detail: "It does not answer." };
}
