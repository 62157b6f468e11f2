import { setTimeout as wait } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { AppError } from "#lib/kernel/errors.ts";

type Options = {
  confirm: "close" | "grace";
  graceMs: number;
  timeoutMs: number;
  signal: AbortSignal;
};

/**
 * Writes all bytes and makes as sure as a protocol without answers allows that they arrived:
 * 1. they are written, and the connection outlives a wait: a receiver that closes half-way or whose
 *    machine resets the connection is noticed in it;
 * 2. with `close` we then end our side (close_notify) and wait until the other side has ended too:
 *    a program that hangs or reads no further does not, and its kernel resets what it left unread.
 * Left open: a receiver that closes by itself within the one round trip between 1 and 2.
 * @throws Error when any of it fails; nothing may be taken as received then.
 */
export async function writeAndConfirm(
  socket: TLSSocket,
  bytes: Uint8Array,
  { confirm, graceMs, timeoutMs, signal }: Options,
): Promise<void> {
  const over = ending(socket);
  const late = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  // INVARIANT: nobody answers on this connection; what comes is read and thrown away, so that the
  // end of the other side is seen.
  socket.resume();
  await first([written(socket, bytes), over.early], late);
  await first([wait(graceMs), over.early], late);
  if (confirm === "grace") return;
  over.expected();
  socket.end();
  await first([over.clean], late);
}

/** `early`: the other side ended before we expected it. `clean`: it ended, and nothing was lost. */
function ending(socket: TLSSocket) {
  let expected = false;
  const early = new Promise<never>((_resolve, reject) => {
    socket.once("error", reject);
    socket.once("end", () => expected || reject(new Error("ended")));
    socket.once("close", () => expected || reject(new Error("closed")));
  });
  const clean = new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("close", (failed: boolean) =>
      failed || !expected || !socket.readableEnded ? reject(new Error("reset")) : resolve(),
    );
  });
  early.catch(() => undefined);
  clean.catch(() => undefined);
  return { early, clean, expected: () => (expected = true) };
}

const written = (socket: TLSSocket, bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.write(bytes, (error) => (error ? reject(error) : resolve()));
  });

async function first(work: readonly Promise<void>[], late: AbortSignal): Promise<void> {
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new AppError("unavailable", "The receiver did not take the batch in time.")); // prettier-ignore
    if (late.aborted) stop();
    late.addEventListener("abort", stop, { once: true });
  });
  try {
    await Promise.race([...work, stopped]);
  } finally {
    late.removeEventListener("abort", stop);
    stopped.catch(() => undefined);
  }
}
