import { afterEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer } from "#lib/testing/factories.ts";
import { listDeploymentRules } from "./list-deployment-rules.ts";
import { setDeploymentRule } from "./set-deployment-rule.ts";

const admin = () => userContext("admin");
const PUBLIC = ["cloud", "self_hosted", "hybrid"];
// Only the rule for public data is touched: nothing else in the tests depends on it.
afterEach(async () => {
  await setDeploymentRule(admin(), { classification: "public", models: PUBLIC });
});

const admitted = async (classification: string) => {
  const { rules } = await listDeploymentRules(admin(), {});
  const row = rules.find((rule) => rule.classification === classification);
  return row?.cells.filter((cell) => cell.admitted).map((cell) => cell.model);
};

test.each(["engineer", "security", "auditor"] as const)(
  "%s reads the rules but sets none",
  async (role) => {
    expect((await listDeploymentRules(userContext(role), {})).rules).toHaveLength(4);
    await expect(
      setDeploymentRule(userContext(role), { classification: "public", models: [] }),
    ).rejects.toMatchObject({ code: "forbidden" });
  },
);

test("restricted data may only be self-hosted to begin with", async () => {
  expect(await admitted("restricted")).toEqual(["self_hosted"]);
});

test("a stricter rule lists what runs against it and refuses more of it", async () => {
  const server = await createServer({ classification: "public" });
  const deployment = (environment: string) => ({
    data: {
      serverId: server.id,
      environment,
      model: "cloud" as const,
      provider: "Vendor",
      operatedBy: "Vendor",
    },
  });
  await db.deployment.create(deployment("production"));
  await setDeploymentRule(admin(), { classification: "public", models: ["self_hosted", "hybrid"] });

  const { violations } = await listDeploymentRules(admin(), {});
  expect(violations.filter((row) => row.server === server.name)).toMatchObject([
    { classification: "public", model: "cloud", environment: "production" },
  ]);
  await expect(db.deployment.create(deployment("staging"))).rejects.toThrow("do not admit");
});

test("each change is on record with both sides; the same rule again is no change", async () => {
  await setDeploymentRule(admin(), { classification: "public", models: ["hybrid"] });
  const records = () =>
    db.auditEvent.count({ where: { action: "deployment_rule.set", targetId: "public" } });
  const before = await records();
  expect(
    await setDeploymentRule(admin(), { classification: "public", models: "hybrid" }),
  ).toMatchObject({ changed: false });
  expect(await records()).toBe(before);
  expect(await admitted("public")).toEqual(["hybrid"]);
});
