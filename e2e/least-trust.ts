// Publishes a review policy with a least trust level for confidential data, as two administrators do:
// `node e2e/least-trust.ts 2`; with 0 it asks for none again. With a level it also makes a server that
// stands at L1 and asks for a renewal of its approval, and prints both.
import { openDatabase } from "#lib/config/local-database.ts";
import { env } from "#lib/config/env.ts";

const least = Number(process.argv[2] ?? "0");
const database = await openDatabase(env, false);
Object.assign(env, { databaseUrl: database.url });
const { db, pool } = await import("#lib/db/client.ts");
try {
  const { draftPolicy } = await import("#lib/reviews/draft-policy.ts");
  const { loadPolicy } = await import("#lib/reviews/load-policy.ts");
  const { publishPolicy } = await import("#lib/reviews/publish-policy.ts");
  const { createRequest } = await import("#lib/requests/create-request.ts");
  const { createPerson, createTeam } = await import("#lib/testing/factories.ts");
  const { failing, unknown } = await import("#lib/testing/trust-results.ts");
  const { recordScan, scannableServer } = await import("#lib/testing/trust-scans.ts");
  const [author, publisher] = [await createPerson(["admin"]), await createPerson(["admin"])];
  const { rules } = await loadPolicy(db);
  const trust = {
    ...rules.trust,
    minimum: { ...rules.trust.minimum, confidential: least },
    exceptionDays: least === 0 ? 0 : 30,
  };
  // Repeated after a failure: the policy asks for it already.
  if (rules.trust.minimum.confidential !== least) {
    const draft = { rules: { ...rules, trust }, note: "A journey." };
    const { version } = await draftPolicy(author.ctx(), draft);
    await publishPolicy(publisher.ctx(), { version });
  }
  if (least > 0) {
    const team = await createTeam();
    const owner = await createPerson([], [team.id]);
    const server = await scannableServer(
      { ownerTeamId: team.id, classification: "confidential", responsibleId: owner.id },
      {},
      { isLatest: true },
    );
    await db.server.update({
      where: { id: server.id },
      data: { latestVersion: "1.0.0" },
      select: { id: true },
    });
    const asked = await createRequest(owner.ctx(), {
      kind: "change_server",
      serverName: server.name,
      renew: true,
      justification: "We still need it.",
      submit: true,
    });
    await recordScan(server, {
      at: new Date(Date.now() - 3_600_000).toISOString(),
      changes: { "SC-02": failing("SC-02", "high"), "CQ-06": unknown("not_implemented") },
    });
    process.stdout.write(JSON.stringify({ server: server.name, request: `R-${asked.number}` }));
  }
} finally {
  pool.removeAllListeners("error").on("error", () => undefined);
  await pool.end();
  await database.stop();
}
