import { randomUUID } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import { db } from "#lib/db/client.ts";
import { createServer } from "#lib/testing/factories.ts";
import { catalogGeneration, onCatalogChange, startCatalogListener } from "./catalog-listener.ts";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

/** Resolves at the first change after which `holds` is true. */
function changeUntil(holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const off = onCatalogChange(() => {
      if (!holds()) return;
      off();
      resolve();
    });
  });
}

async function listening(): Promise<number> {
  stop = startCatalogListener();
  await changeUntil(() => catalogGeneration() !== null);
  return catalogGeneration() ?? -1;
}

test("without a listener there is no generation, so nothing may be kept", () => {
  expect(catalogGeneration()).toBeNull();
});

test("a committed change of the catalog moves the generation", async () => {
  const before = await listening();
  const moved = changeUntil(() => (catalogGeneration() ?? -1) > before);
  await createServer();
  await moved;
  expect(catalogGeneration()).toBeGreaterThan(before);
});

test("a broken connection means no generation, and a new one after it is back", async () => {
  const before = await listening();
  const lost = changeUntil(() => catalogGeneration() === null);
  await db.$queryRaw`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE application_name = ${`gatehouse-catalog-${process.pid}`} AND datname = current_database()`;
  await lost;
  await changeUntil(() => catalogGeneration() !== null);
  expect(catalogGeneration()).toBeGreaterThan(before);

  const heard = catalogGeneration() ?? -1;
  const moved = changeUntil(() => (catalogGeneration() ?? -1) > heard);
  await db.team.create({ data: { slug: `t-${randomUUID()}`, name: "T" } });
  await moved;
});

test("several users share one connection, and the last one to stop ends it", async () => {
  await listening();
  const second = startCatalogListener();
  await second();
  await second();
  expect(catalogGeneration()).not.toBeNull();
  await stop?.();
  expect(catalogGeneration()).toBeNull();
});
