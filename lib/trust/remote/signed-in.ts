import type { Reach } from "../collect/reach.ts";
import { converse, type Conversed } from "./converse.ts";
import type { DeclaredRemote } from "./declared-remote.ts";
import type { Credential } from "./door.ts";

type Options = { credential: Credential; totalMs?: number };

const REPEATED: Conversed = {
  hello: null,
  offers: null,
  stopped: {
    why: "other",
    reason: "not_captured",
    detail: "It repeats the credential in what it answers, so nothing of that was kept.",
    hasAnswered: true,
  },
};

/** Asks a remote with the credential that is kept for it. What it answers is kept; the credential never. */
export async function signedInTo(
  reach: Reach,
  remote: DeclaredRemote,
  { credential, ...options }: Options,
): Promise<Conversed> {
  reach.onStep(`Asking ${new URL(remote.url).host} for its tools, signed in`);
  const conversed = await converse(reach, remote, { ...options, credential, mayTell: true });
  return repeats(conversed, credential.value) ? REPEATED : conversed;
}

/** Shorter texts stand in many answers by chance. */
const LEAST = 8;

/** The whole value, or what stands behind its scheme: `Bearer`, `Basic`. */
function repeats({ hello, offers, stopped }: Conversed, value: string): boolean {
  const said = stopped?.why === "other" ? stopped.detail : "";
  const text = JSON.stringify([hello, offers, said]);
  const parts = [value, value.slice(value.indexOf(" ") + 1)].filter((part) => part.length >= LEAST);
  return parts.some((part) => text.includes(JSON.stringify(part).slice(1, -1)));
}
