// The sequencer of the log as the worker runs it, without the rest of the worker.
import { nameWriters } from "#lib/audit/chain/lanes.ts";
import { startLog } from "#lib/audit/sequencer/start-log.ts";
import { pool } from "#lib/db/client.ts";
import { onShutdown } from "../lifecycle/on-shutdown.ts";

nameWriters("worker");
const auditLog = startLog({
  alarm: (alarm) => {
    process.send?.({ alarm });
    return Promise.resolve();
  },
  noteKey: () => Promise.resolve(),
});
onShutdown(async () => {
  await auditLog.stop();
  await pool.end();
});
process.send?.({ ready: true });
