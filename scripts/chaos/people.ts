import { setTimeout as sleep } from "node:timers/promises";
import { systemActor } from "#lib/kernel/actor.ts";
import { createPerson, createTeam, serverDocument } from "#lib/testing/factories.ts";
import { createToken } from "#lib/tokens/create-token.ts";

/** What clients were told, to be held against the database. */
export type Acknowledged = {
  requests: Set<string>;
  /** Request and reviewer. */
  decisions: { requestId: string; reviewer: string; decision: string }[];
  attempts: number;
  refusals: number;
};

export type Cast = {
  team: string;
  requesters: string[];
  reviewers: { id: string; token: string }[];
};

/** People with tokens, as pipelines and reviewers use them. */
export async function castPeople(count: number): Promise<Cast> {
  const team = await createTeam();
  const tokenOf = async (email: string) =>
    (
      await createToken(
        { actor: systemActor("chaos", "Chaos"), now: new Date(), requestId: "chaos" },
        { email, name: "Chaos", scopes: ["requests:write", "requests:decide"], expiresInDays: 1 },
      )
    ).token;
  const requesters = await Promise.all(Array.from({ length: count }, () => createPerson()));
  const reviewers = await Promise.all(Array.from({ length: 4 }, () => createPerson(["security"])));
  return {
    team: team.slug,
    requesters: await Promise.all(requesters.map(({ email }) => tokenOf(email))),
    reviewers: await Promise.all(
      reviewers.map(async ({ id, email }) => ({ id, token: await tokenOf(email) })),
    ),
  };
}

type World = {
  base: string;
  cast: Cast;
  told: Acknowledged;
  random: () => number;
  stopped: () => boolean;
};

/** One requester and the reviewers of what they ask for, again and again until it is over. */
export async function liveThrough(world: World, token: string): Promise<void> {
  while (!world.stopped()) {
    const request = await submit(world, token);
    if (request) await review(world, request);
    else await sleep(20);
  }
}

type Made = { id: string; revision: number };

async function submit({ base, cast, told }: World, token: string): Promise<Made | null> {
  const answer = await post(`${base}/api/v1/requests`, token, {
    kind: "list_server",
    server: serverDocument(),
    justification: "Made while processes die.",
    ownerTeam: cast.team,
    origin: "community",
    dataClassification: "internal",
    deploymentModel: "self_hosted",
  });
  told.attempts += 1;
  if (answer?.status !== 201) {
    if (answer) told.refusals += 1;
    return null;
  }
  const made = answer.body as Made;
  told.requests.add(made.id);
  return made;
}

/** Two of four decide; now and then one is against it or asks for changes. */
async function review(world: World, { id, revision }: Made): Promise<void> {
  const { base, cast, told, random } = world;
  const order = [...cast.reviewers].sort(() => random() - 0.5).slice(0, 3);
  for (const reviewer of order) {
    if (world.stopped()) return;
    const roll = random();
    const decision = roll < 0.85 ? "approve" : roll < 0.95 ? "reject" : "request_changes";
    const answer = await post(`${base}/api/v1/requests/${id}/decisions`, reviewer.token, {
      decision,
      revision,
      reason: "Looked at it while processes die.",
    });
    told.attempts += 1;
    if (answer && answer.status < 300)
      told.decisions.push({ requestId: id, reviewer: reviewer.id, decision });
    else if (answer) told.refusals += 1;
    else await sleep(20);
  }
}

/** Null where no answer came: the client does not know what happened. */
async function post(
  url: string,
  token: string,
  body: unknown,
): Promise<{ status: number; body: unknown } | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
    return { status: response.status, body: await response.json() };
  } catch {
    // Refused, reset or cut off: that is what this test makes happen.
    return null;
  }
}
