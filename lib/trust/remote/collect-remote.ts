import { canonicalJson, type Json } from "#lib/kernel/json.ts";
import { noteOwn, type Reach } from "../collect/reach.ts";
import type { EntryFacts, Got, ToolsFacts } from "../core/facts.ts";
import type { RemoteFacts } from "../core/remote-facts.ts";
import type { Credential } from "./door.ts";
import { signedInTo } from "./signed-in.ts";
import { toolSetHash } from "../declared-tools.ts";
import { isSignInPage } from "../npm/check-repository.ts";
import { converse, type Conversed, type Stopped } from "./converse.ts";
import { declaredRemote, type DeclaredRemote } from "./declared-remote.ts";
import { probeTls, type TlsProbe } from "./probe-tls.ts";
import { readSignIn, type SignIn } from "./sign-in.ts";

type RemoteCollected = { remote: Got<RemoteFacts>; tools: Got<ToolsFacts> };

type Options = {
  /** For the conversation as a whole. */
  totalMs?: number;
};

type Asked = {
  address: string;
  entry: EntryFacts | null;
  /** For what it tells only to those who sign in; null: none is kept. */
  credential?: Credential | null;
};

/**
 * Brings what a stranger can see of a server that somebody else runs: its TLS, what it answers
 * without credentials, and where people would sign in. Only one that then refuses its tools, over a
 * certificate that is trusted, is asked once more with the credential that is kept for it.
 */
export async function collectRemote(
  reach: Reach,
  { address, entry, credential = null }: Asked,
  options: Options = {},
): Promise<RemoteCollected> {
  const declared = declaredRemote(address, entry);
  if (!declared.ok) return { remote: declared, tools: declared };
  const url = new URL(declared.value.url);
  reach.onStep(`Asking ${url.host} for its certificate`);
  const tls = url.protocol === "https:" ? await probeTls(reach, url) : null;
  if (tls?.state === "unknown") {
    const { reason, detail } = tls;
    return { remote: { ok: false, reason, detail }, tools: { ok: false, reason, detail } };
  }
  if (tls?.state === "untrusted") return untrusted(reach, declared.value, tls);
  return ask(reach, declared.value, { ...options, tls, credential });
}

type Trusted = Extract<TlsProbe, { state: "trusted" }>;
/** `tls`: null for plain http. */
type Asking = Options & { tls: Trusted | null; credential: Credential | null };

async function ask(
  reach: Reach,
  declared: DeclaredRemote,
  { tls, credential, ...options }: Asking,
): Promise<RemoteCollected> {
  const url = new URL(declared.url);
  reach.onStep(`Asking ${url.host} for its tools`);
  const conversed = await converse(reach, declared, { ...options, mayTell: tls !== null });
  // An address over plain http that never answered may be one that is never asked.
  if (tls === null && isSilent(conversed)) return silent(conversed);
  reach.onStep(`Asking ${url.host} how people sign in`);
  const signIn = await signInOf(reach, url, conversed);
  const mayShow = tls !== null && credential !== null && isRefused(conversed);
  const signedIn = mayShow ? await signedInTo(reach, declared, { ...options, credential }) : null;
  return seen(reach, declared, { tls, conversed, signIn, signedIn });
}

const isSilent = ({ hello, stopped }: Conversed): boolean =>
  hello === null && stopped?.why === "other" && !stopped.hasAnswered;

function silent({ stopped }: Conversed): RemoteCollected {
  const { reason, detail } = stopped?.why === "other" ? stopped : UNREACHABLE;
  const missed = { ok: false as const, reason, detail };
  return { remote: missed, tools: missed };
}

const UNREACHABLE = { reason: "unreachable" as const, detail: "It does not answer." };

function signInOf(reach: Reach, url: URL, { stopped }: Conversed): Promise<SignIn> {
  const challenge = stopped?.why === "refused" ? stopped.refusal.challenge : "";
  return readSignIn(reach, { url: url.href, challenge });
}

const NO_SIGN_IN = {
  resource: null,
  authorizationServers: [],
  pkceS256: null,
  scopesSupported: [],
};

const NOT_OVER_THIS = {
  reason: "tls",
  detail: "Its certificate is not trusted, so nothing was asked over that connection.",
} as const;

function untrusted(
  reach: Reach,
  { url, declaredAuth }: DeclaredRemote,
  tls: Extract<TlsProbe, { state: "untrusted" }>,
): RemoteCollected {
  const value: RemoteFacts = {
    url,
    https: true,
    tlsValid: false,
    tlsVersion: null,
    redirectsToHttp: false,
    protocol: null,
    unanswered: NOT_OVER_THIS,
    auth: { state: "unknown", ...NO_SIGN_IN },
    declaredAuth,
    domainProof: null,
    policyUri: null,
  };
  const evidence = [noteProbe(reach, url, { tls })];
  return { remote: { ok: true, value, evidence }, tools: { ok: false, ...NOT_OVER_THIS } };
}

type Seen = {
  /** Asked with the credential that is kept for it; null: it was not. */
  signedIn: Conversed | null;
  /** Null: plain http. */
  tls: Trusted | null;
  conversed: Conversed;
  signIn: SignIn;
};

function seen(reach: Reach, declared: DeclaredRemote, { tls, conversed, signIn, signedIn }: Seen) {
  const { stopped } = conversed;
  const hello = conversed.hello ?? signedIn?.hello ?? null;
  const { policyUri, isUnread: _, evidence, ...metadata } = signIn;
  const answer = answerOf(conversed, signIn);
  const value: RemoteFacts = {
    url: declared.url,
    https: tls !== null,
    tlsValid: tls !== null,
    tlsVersion: tls?.version ?? null,
    redirectsToHttp: stopped?.why === "downgraded",
    protocol: hello && {
      version: hello.protocolVersion,
      serverName: hello.serverName,
      serverVersion: hello.serverVersion,
    },
    unanswered: answer.unanswered,
    auth: { state: answer.state, ...metadata },
    declaredAuth: declared.declaredAuth,
    domainProof: null,
    policyUri,
  };
  const probe = noteProbe(reach, declared.url, {
    tls,
    answer: answer.state,
    stopped: wordsOf(stopped),
    ...(signedIn === null ? {} : { signedIn: signedIn.offers !== null }),
  });
  return {
    remote: { ok: true as const, value, evidence: [probe, ...evidence] },
    tools: toolsOf(reach, declared, { ...(signedIn ?? conversed), isSignedIn: signedIn !== null }),
  };
}

type AnswerState = {
  state: RemoteFacts["auth"]["state"];
  unanswered: RemoteFacts["unanswered"];
};
const known = (state: AnswerState["state"]): AnswerState => ({ state, unanswered: null });

/** What the answer to a stranger was. */
function answerOf({ hello, stopped }: Conversed, signIn: SignIn): AnswerState {
  switch (stopped?.why) {
    case undefined:
      return known("public");
    case "downgraded":
      return { state: "unknown", unanswered: { reason: "tls", detail: ON_TO_HTTP } };
    case "refused":
      return refusalState(stopped, signIn);
    case "other": {
      const { reason, detail, hasAnswered } = stopped;
      if (hello !== null || hasAnswered) return known("public");
      return { state: "unknown", unanswered: { reason, detail } };
    }
  }
}

const ON_TO_HTTP = "It sends callers on to plain http, where nothing was asked.";

function refusalState(
  { refusal }: Extract<Stopped, { why: "refused" }>,
  { resource, isUnread }: SignIn,
): AnswerState {
  const { status, challenge, location } = refusal;
  if (status === 403) return known("forbidden");
  if (status !== 401)
    return known(location !== null && isSignIn(location) ? "forbidden" : "public");
  if (isUnread)
    return {
      state: "unknown",
      unanswered: {
        reason: "unreachable",
        detail: "The metadata of its sign-in could not be read.",
      },
    };
  return known(challenge !== "" || resource !== null ? "challenged" : "forbidden");
}

/** The path alone: servers move to other hosts for other reasons too. */
const isSignIn = (location: string): boolean => isSignInPage(location, location);

const wordsOf = (stopped: Stopped | null): Json =>
  stopped?.why === "refused"
    ? { status: stopped.refusal.status, challenge: stopped.refusal.challenge }
    : stopped &&
      (stopped.why === "other"
        ? { reason: stopped.reason, detail: stopped.detail }
        : { why: stopped.why });

function noteProbe(reach: Reach, url: string, told: { [key: string]: Json }): string {
  return noteOwn(reach, {
    kind: "remote probe",
    source: url,
    mediaType: "application/json",
    body: Buffer.from(canonicalJson({ url, ...told })),
  });
}

function toolsOf(
  reach: Reach,
  { url }: DeclaredRemote,
  { hello, offers, stopped, isSignedIn }: Conversed & { isSignedIn: boolean },
): Got<ToolsFacts> {
  if (hello === null || offers === null) return { ok: false, ...withoutTools(stopped, isSignedIn) };
  const { protocolVersion, instructions, serverName, serverVersion } = hello;
  const facts = { ...offers, instructions };
  const setHash = toolSetHash(offers.tools);
  const body = { url, protocolVersion, serverName, serverVersion, ...facts, setHash };
  const sha256 = noteOwn(reach, {
    kind: "live tools",
    source: url,
    mediaType: "application/json",
    // Facts are plain data, whose readonly lists the type of JSON does not know.
    body: Buffer.from(canonicalJson(body as unknown as Json)),
  });
  return {
    ok: true,
    value: {
      from: "live",
      ...facts,
      setHash,
      pinnedHash: null,
      shadowing: [],
      crossReferences: [],
    },
    evidence: [sha256],
  };
}

const NO_CREDENTIAL =
  "It tells its tools only to those who sign in, and no credential for scans is kept for it.";
const REFUSED_OURS =
  "It tells its tools only to those who sign in, and refused the credential that is kept for scans.";

const isNo = (status: number): boolean => status === 401 || status === 403;
const isRefused = ({ stopped }: Conversed): boolean =>
  stopped?.why === "refused" && isNo(stopped.refusal.status);

function withoutTools(stopped: Stopped | null, isSignedIn: boolean) {
  switch (stopped?.why) {
    case undefined:
      return { reason: "not_captured" as const, detail: "It did not tell its tools." };
    case "downgraded":
      return { reason: "tls" as const, detail: ON_TO_HTTP };
    case "other":
      return { reason: stopped.reason, detail: stopped.detail };
    case "refused": {
      const { status } = stopped.refusal;
      return isNo(status)
        ? { reason: "auth_required" as const, detail: isSignedIn ? REFUSED_OURS : NO_CREDENTIAL }
        : {
            reason: "not_captured" as const,
            detail: `It answered ${status}, as no MCP server does.`,
          };
    }
  }
}
