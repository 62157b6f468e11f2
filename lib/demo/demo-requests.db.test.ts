import { expect, test, vi } from "vitest";
import { db } from "#lib/db/client.ts";
import { systemContext } from "#lib/testing/context.ts";
import { addDemoRequests } from "./add-demo-requests.ts";
import { DEMO_REQUESTS } from "./demo-requests.ts";
import { removeDemo } from "./remove-demo.ts";
import { seedDemo } from "./seed-demo.ts";

// The demo is one thing in one database: this test has one to itself.
await vi.hoisted(async () => {
  const { ownDatabase } = await import("#lib/testing/own-database.ts");
  const { migrate } = await import("#lib/db/migrate.ts");
  await ownDatabase("demo_requests", { empty: true });
  await migrate(process.env["DATABASE_OWNER_URL"] ?? "");
});

test("the demo company has requests in every state, added once, and they go with the demo", async () => {
  await seedDemo(systemContext(), {});
  expect(await addDemoRequests(new Date())).toBe(DEMO_REQUESTS.length);
  expect(await addDemoRequests(new Date())).toBe(0);
  const states = new Set(
    (await db.request.findMany({ select: { state: true } })).map((row) => row.state),
  );
  expect([...states].sort()).toEqual(
    [
      "approved",
      "changes_requested",
      "draft",
      "in_review",
      "rejected",
      "submitted",
      "withdrawn",
    ].sort(),
  );
  expect(await db.retirement.count()).toBe(1);
  // Both teams of the engineer who uses it are asked how they move.
  expect(await db.retirementConsumer.count()).toBe(2);
  expect(await db.serverUse.count()).toBe(3);
  expect(await db.approval.count()).toBe(1);

  await removeDemo(systemContext(), { keepPeople: false });
  expect(await db.request.count()).toBe(0);
  expect(await db.user.count({ where: { demo: true } })).toBe(0);
});
