import { openGuardedStream, type GuardedStream } from "#lib/egress/guarded-stream.ts";
import { redirectTarget } from "#lib/egress/guarded-fetch.ts";
import type { TrustSources } from "../collect/reach.ts";
import { NotCaptured } from "../capture/not-captured.ts";

/** It answered, but not as a server does that lets us speak: with this status. */
export class Refused extends Error {
  readonly status: number;
  /** Its WWW-Authenticate header; empty: it has none. */
  readonly challenge: string;
  /** Where it sends people; null: nowhere. */
  readonly location: string | null;

  constructor({ status, challenge, location }: Pick<Refused, "status" | "challenge" | "location">) {
    super(`It answered ${status}.`);
    this.status = status;
    this.challenge = challenge;
    this.location = location;
  }
}

/** It sends callers from https to plain http. */
export class Downgraded extends Error {}

type Call = {
  method: "GET" | "POST" | "DELETE";
  headers: Readonly<Record<string, string>>;
  body?: string;
};

/** What is shown to one remote, as a header of every question to its own origin. */
export type Credential = { header: string; value: string };

/** Where one conversation with a remote goes through: no more than its limits. */
export type Door = {
  open: (url: string, call: Call) => Promise<GuardedStream>;
};

const MAX_REDIRECTS = 5;
const MAX_BYTES = 4 * 1_048_576;

type Limits = {
  signal: AbortSignal;
  maxBytes?: number;
  /** Shown to this origin alone, whatever a redirect or an event says. */
  shown?: { origin: string; credential: Credential } | undefined;
};

/** `maxBytes` is for the whole conversation, `sources.timeoutMs` for one exchange. */
export function openDoor(
  { allowedHosts, timeoutMs }: Pick<TrustSources, "allowedHosts" | "timeoutMs">,
  { signal, maxBytes = MAX_BYTES, shown }: Limits,
): Door {
  let left = maxBytes;
  const count = async function* (body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      left -= chunk.length;
      if (left < 0)
        throw new NotCaptured("too_large", `It answers with more than ${maxBytes} bytes.`);
      yield chunk;
    }
  };
  return {
    async open(address, call) {
      let url = address;
      for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
        const headers = { ...call.headers, ...shownTo(url, shown) };
        const options = { ...call, headers, allowedHosts, timeoutMs, signal, maxBytes };
        const answer = await openGuardedStream(url, options);
        const location = answer.header("location");
        if (mayFollow(answer.status, call.method, location)) {
          answer.close();
          url = targetOf(answer.url, location);
          continue;
        }
        const refusal = refusalOf(answer);
        if (refusal === null) return { ...answer, body: count(answer.body) };
        answer.close();
        throw refusal;
      }
      throw new NotCaptured("unreachable", `It redirects more than ${MAX_REDIRECTS} times.`);
    },
  };
}

const shownTo = (url: string, shown: Limits["shown"]): Readonly<Record<string, string>> =>
  shown !== undefined && URL.canParse(url) && new URL(url).origin === shown.origin
    ? { [shown.credential.header]: shown.credential.value }
    : {};

/** Only 307 and 308 keep a POST a POST (RFC 9110 §15.4). */
function mayFollow(status: number, method: Call["method"], location: string): boolean {
  if (location === "") return false;
  return status === 307 || status === 308 || (method === "GET" && [301, 302, 303].includes(status));
}

function targetOf(from: string, location: string): string {
  if (isDowngrade(from, location)) throw new Downgraded();
  return redirectTarget(new URL(from), location, false).toString();
}

const isDowngrade = (from: string, location: string): boolean =>
  from.startsWith("https:") &&
  URL.canParse(location, from) &&
  new URL(location, from).protocol === "http:";

/** Null: it lets us speak. */
function refusalOf({ status, header, url }: GuardedStream): Error | null {
  if (status >= 200 && status < 300) return null;
  if (status === 429) return new NotCaptured("rate_limited", "It asked to come back later.");
  if (status >= 500) return new NotCaptured("registry_5xx", `It answered ${status}.`);
  const location = header("location");
  if (status >= 300 && status < 400 && isDowngrade(url, location)) return new Downgraded();
  return new Refused({
    status,
    challenge: header("www-authenticate").slice(0, 4_096),
    location: location === "" || !URL.canParse(location, url) ? null : new URL(location, url).href,
  });
}

/** The whole answer as text. @throws AppError or NotCaptured where it is too large or breaks off. */
export async function textOf({ body }: GuardedStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
