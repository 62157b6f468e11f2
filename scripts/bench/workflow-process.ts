import pg from "pg";
import { db } from "#lib/db/client.ts";
import { createRequest } from "#lib/requests/create-request.ts";
import { decideRequest } from "#lib/requests/decide-request.ts";
import { createPerson, createTeam, serverDocument } from "#lib/testing/factories.ts";
import { serveParent } from "./child.ts";
import { statementsOf, type Statement } from "./statements.ts";

type Person = Awaited<ReturnType<typeof createPerson>>;
type Cast = { requester: Person; first: Person; second: Person; team: string };

let cast: Cast | null = null;
let plain: pg.Client | null = null;

const operations = {
  /** People, in the database that is copied afterwards. */
  prepare: async () => {
    const team = await createTeam();
    cast = {
      requester: await createPerson(),
      first: await createPerson(["security"]),
      second: await createPerson(["security"]),
      team: team.slug,
    };
  },
  /** The copy in which the statements are sent again. */
  connectPlain: async (connectionString: string) => {
    plain = new pg.Client({ connectionString });
    await plain.connect();
  },
  pairs,
  rush,
  close: async () => {
    await plain?.end();
    await db.$disconnect();
  },
};
export type WorkflowOperations = typeof operations;
serveParent(operations);

const approve = { decision: "approve", revision: 1, reason: "Read the source and the tools." };

async function requestToApproved({ requester, first, second, team }: Cast): Promise<void> {
  const { id, requiredApprovals } = await createRequest(requester.ctx(), {
    kind: "list_server",
    server: serverDocument(),
    justification: "Our agents need it.",
    ownerTeam: team,
    origin: "community",
    dataClassification: "internal",
    deploymentModel: "self_hosted",
  });
  if (requiredApprovals !== 2)
    throw new Error(`The bench's request takes ${requiredApprovals} people, not 2.`);
  await decideRequest(first.ctx(), { requestId: id, ...approve });
  const { state } = await decideRequest(second.ctx(), { requestId: id, ...approve });
  if (state !== "approved") throw new Error(`The bench's request ended as ${state}.`);
}

export type Pairs = { productMs: number[]; plainMs: number[]; statements: number };

/** In turns: the verbs, and the very statements they sent, in a copy of the database. */
async function pairs(count: number): Promise<Pairs> {
  if (!cast || !plain) throw new Error("The bench is not prepared.");
  const people = cast;
  const figures: Pairs = { productMs: [], plainMs: [], statements: 0 };
  for (let at = 0; at < count; at++) {
    const began = performance.now();
    const statements = await statementsOf(() => requestToApproved(people));
    const between = performance.now();
    await replayOn(plain, statements);
    const ended = performance.now();
    // The first fifth only warms up.
    if (at < count / 5) continue;
    figures.productMs.push(between - began);
    figures.plainMs.push(ended - between);
    figures.statements = statements.length;
  }
  const [copied] = (
    await plain.query<{ n: string }>(
      `SELECT count(*) AS n FROM "Request" WHERE "state" = 'approved'`,
    )
  ).rows;
  const own = await db.request.count({ where: { state: "approved" } });
  if (Number(copied?.n) !== own)
    throw new Error(`The copy has ${copied?.n} approved requests, the product ${own}.`);
  return figures;
}

async function replayOn(client: pg.Client, statements: readonly Statement[]): Promise<void> {
  for (const { text, values } of statements) await client.query(text, values);
}

export type Rush = {
  reviewers: number;
  won: number;
  refused: number;
  decisions: number;
  state: string;
  ms: number;
};

/** Everybody decides one request of one approval at the same moment, half of them against it. */
async function rush(reviewers: number): Promise<Rush> {
  if (!cast) throw new Error("The bench is not prepared.");
  const people = await Promise.all(
    Array.from({ length: reviewers }, () => createPerson(["security"])),
  );
  const { id, requiredApprovals } = await createRequest(cast.requester.ctx(), {
    kind: "list_server",
    server: serverDocument(),
    justification: "Reads public data.",
    ownerTeam: cast.team,
    origin: "internal",
    dataClassification: "public",
    deploymentModel: "self_hosted",
    tools: [{ name: "read", annotations: { readOnlyHint: true, openWorldHint: false } }],
  });
  if (requiredApprovals !== 1)
    throw new Error(`The bench's request takes ${requiredApprovals} people, not 1.`);
  const began = performance.now();
  const outcomes = await Promise.allSettled(
    people.map((person, at) =>
      decideRequest(person.ctx(), {
        requestId: id,
        ...approve,
        decision: at % 2 === 0 ? "approve" : "reject",
      }),
    ),
  );
  const ms = performance.now() - began;
  const refused = outcomes.filter(
    (one) => one.status === "rejected" && (one.reason as { code?: string }).code === "conflict",
  );
  return {
    reviewers,
    won: outcomes.filter((one) => one.status === "fulfilled").length,
    refused: refused.length,
    decisions: await db.requestDecision.count({ where: { requestId: id } }),
    state: (await db.request.findUniqueOrThrow({ where: { id }, select: { state: true } })).state,
    ms,
  };
}
