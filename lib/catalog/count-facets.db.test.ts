import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import { catalogGeneration, startCatalogListener } from "#lib/db/catalog-listener.ts";
import { userContext } from "#lib/testing/context.ts";
import { createServer } from "#lib/testing/factories.ts";
import { countFacets } from "./count-facets.ts";

test("counts that are kept are forgotten when the catalog changes, and never shared across visibility", async () => {
  const stop = startCatalogListener();
  try {
    await vi.waitUntil(() => catalogGeneration() !== null);
    const tag = `t${randomUUID()}`;
    const params = { category: tag };
    const [engineer, security] = [userContext("engineer"), userContext("security")];
    const total = async (ctx = engineer) => (await countFacets(ctx, { params })).total;

    expect(await total()).toBe(0);
    await createServer({ categories: [tag] });
    await vi.waitUntil(async () => (await total()) === 1, 5_000);

    await createServer({ categories: [tag], visibility: "teams" });
    await vi.waitUntil(async () => (await total(security)) === 2, 5_000);
    expect(await total()).toBe(1);
  } finally {
    await stop();
  }
});
