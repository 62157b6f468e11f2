import { db } from "#lib/db/client.ts";
import { draftPolicy } from "#lib/reviews/draft-policy.ts";
import { loadPolicy } from "#lib/reviews/load-policy.ts";
import { publishPolicy } from "#lib/reviews/publish-policy.ts";
import type { Level } from "#lib/trust/core/words.ts";
import { createPerson } from "./factories.ts";

/**
 * Publishes a policy under which security alone approves, one person up to medium risk and two above, and
 * which asks for L2 for confidential data. The policy in force is one for all: for tests with a database
 * to themselves.
 */
export async function publishTrustPolicy({ restricted }: { restricted: Level }): Promise<void> {
  const [author, publisher] = await Promise.all([createPerson(["admin"]), createPerson(["admin"])]);
  const { rules } = await loadPolicy(db);
  const easy = { securityApprovals: 1, ownerTeam: false, admin: false, dataOwner: false };
  const tier = { ...rules.tiers.low, ...easy };
  const strict = { ...tier, securityApprovals: 2 };
  const { version } = await draftPolicy(author.ctx(), {
    note: "What confidential data needs.",
    rules: {
      ...rules,
      tiers: { low: tier, medium: tier, high: strict, critical: strict },
      trust: {
        minimum: { public: 0, internal: 0, confidential: 2, restricted },
        onFall: {
          public: "review",
          internal: "review",
          confidential: "review",
          restricted: "quarantine",
        },
        exceptionDays: 30,
      },
    },
  });
  await publishPolicy(publisher.ctx(), { version });
}
