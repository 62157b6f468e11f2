// Adds the demo company through the same verb as every other writer, so the seed is on record too.
import { randomUUID } from "node:crypto";
import { pool } from "#lib/db/client.ts";
import { addDemoRequests } from "#lib/demo/add-demo-requests.ts";
import { seedDemo } from "#lib/demo/seed-demo.ts";
import { systemActor } from "#lib/kernel/actor.ts";

const counts = await seedDemo(
  { actor: systemActor("seed", "Seed"), now: new Date(), requestId: randomUUID() },
  {},
);
const requests = await addDemoRequests(new Date());
console.log(JSON.stringify({ ...counts, requests }));
await pool.end();
