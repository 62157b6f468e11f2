import type { TLSSocket } from "node:tls";
import { openGuardedTls } from "#lib/egress/guarded-tls.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { bytesAround, octetCounted, syslogMessage } from "../core/syslog.ts";
import type { SinkEvent } from "../core/sink-event.ts";
import { renderEvent, type SinkTarget, type Transport } from "./sink-target.ts";
import { writeAndConfirm } from "./tls-delivery.ts";

type Target = SinkTarget<"syslog">;

/**
 * RFC 5424 messages over TLS (RFC 5425), a connection for each batch. Syslog knows no answer: what
 * counts is that the receiver's side read to the end and closed (see tls-delivery.ts). What its
 * program did with the text nobody can know: reconciliation tells. All or nothing is accepted.
 */
export const sendSyslog: Transport<"syslog"> = async (batch, target, signal) => {
  if (batch.length === 0) return { accepted: 0, retry: null };
  const frames = Buffer.from(batch.map((event) => frameOf(event, target)).join(""), "utf8");
  let socket: TLSSocket | undefined;
  try {
    socket = await connect(target, signal);
    const { confirm, graceMs, timeoutMs } = target.config;
    await writeAndConfirm(socket, frames, { confirm, graceMs, timeoutMs, signal });
    return { accepted: batch.length, retry: null };
  } catch (error) {
    const known = error instanceof AppError;
    if (!known && !(error instanceof Error)) throw error;
    const reason = known ? error.message : "The connection broke before the receiver had it all.";
    return { accepted: 0, retry: { reason } };
  } finally {
    socket?.destroy();
  }
};

/** Receivers count the whole message: header and structured data too. */
function frameOf(event: SinkEvent, target: Target): string {
  const { hostname, facility, enterprise } = target.config;
  const header = { version: target.version, hostname, facility, enterprise };
  const body = renderEvent(event, target, bytesAround(event, header));
  return octetCounted(syslogMessage(event, body, header));
}

function connect({ config, secrets, resolve }: Target, signal: AbortSignal): Promise<TLSSocket> {
  const { host, port, allowedHosts, ca, clientCert, timeoutMs } = config;
  const client =
    clientCert === undefined || secrets.clientKey === undefined
      ? {}
      : { client: { cert: clientCert, key: secrets.clientKey } };
  return openGuardedTls({
    host,
    port,
    allowedHosts,
    timeoutMs: Math.min(timeoutMs, 10_000),
    signal,
    ...(ca === undefined ? {} : { ca }),
    ...client,
    ...(resolve ? { resolve } : {}),
  });
}
