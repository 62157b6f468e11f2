import { cosignedAt, withCosignatures } from "#lib/audit/tree/cosignature.ts";
import type { VerifierKey } from "#lib/audit/tree/verifier-key.ts";
import { guardedFetch, type FetchAnswer } from "#lib/egress/guarded-fetch.ts";
import { formatAddCheckpoint, type AddCheckpoint } from "./request-text.ts";

export type AskOptions = {
  /** The key of the witness (type 0x04): an answer without its genuine signature is none. */
  witness: VerifierKey;
  /** Hosts inside the company that may be asked. */
  allowedHosts: readonly string[];
  timeoutMs?: number;
  signal?: AbortSignal;
};

export type WitnessReply =
  /** The line, with its newline, belongs at the end of the note. */
  | { state: "cosigned"; line: string }
  /**
   * The witness holds a tree of another size: prove from there. If that is more than the log has,
   * the log lost records, and whoever asks must raise the alarm.
   */
  | { state: "behind"; size: number }
  /** The witness says that the log was rewritten: it saw another tree, or no proof holds. */
  | { state: "alarm"; reason: string }
  | { state: "unreachable"; reason: string };

const MAX_ANSWER_BYTES = 65_536;

/** Asks a witness (C2SP tlog-witness) to cosign a checkpoint. Never throws. */
export async function askWitness(
  url: string,
  question: AddCheckpoint,
  { witness, timeoutMs = 10_000, ...options }: AskOptions,
): Promise<WitnessReply> {
  const body = formatAddCheckpoint(question);
  const post = { body, headers: { "content-type": "text/plain; charset=utf-8" } };
  try {
    const answer = await guardedFetch(`${url.replace(/\/+$/, "")}/add-checkpoint`, {
      ...options,
      post,
      timeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
      accept: "*/*",
    });
    return read(answer, question.note, witness);
  } catch (error) {
    return { state: "unreachable", reason: error instanceof Error ? error.message : String(error) };
  }
}

function read(answer: FetchAnswer, note: string, witness: VerifierKey): WitnessReply {
  const { status, contentType } = answer;
  const body = answer.body.toString("utf8");
  if (status === 200) return readCosignature(body, note, witness);
  const said = body.trim().slice(0, 200);
  if (status === 409) {
    if (!contentType.startsWith("text/x.tlog.size")) return { state: "alarm", reason: said };
    if (/^(0|[1-9]\d{0,15})\n$/.test(body)) return { state: "behind", size: Number(body) };
  }
  if (status === 422) return { state: "alarm", reason: `The witness found no proof: ${said}` };
  return { state: "unreachable", reason: `The witness answered ${status}: ${said}` };
}

/** A witness may sign with several keys; the line of ours is what counts. */
function readCosignature(body: string, note: string, witness: VerifierKey): WitnessReply {
  for (const line of body.split("\n").filter((one) => one.startsWith("— ")))
    if (isGenuine(`${line}\n`, note, witness)) return { state: "cosigned", line: `${line}\n` };
  return { state: "unreachable", reason: "The answer is not signed with the key of the witness." };
}

function isGenuine(line: string, note: string, witness: VerifierKey): boolean {
  try {
    return cosignedAt(withCosignatures(note, [line]), witness) !== null;
  } catch {
    return false;
  }
}
