import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { createKeyFile } from "#lib/audit/tree/signer.ts";
import { OwnPostgres, sweepOldRuns } from "#lib/testing/own-postgres.ts";
import { isWhole, report } from "./sinks-report.ts";
import { Victim } from "./victim.ts";

const DATA = path.resolve(import.meta.dirname, "../../.data");
const PREFIX = "chaos-sinks-";

/** Ships the log to receivers that misbehave, and counts what arrived. Returns the exit code. */
export async function runSinksChaos(args: string[]): Promise<number> {
  const { records, json } = readOptions(args);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gatehouse-chaos-"));
  await sweepOldRuns(DATA, PREFIX);
  const postgres = await OwnPostgres.make(path.join(DATA, `${PREFIX}${process.pid}`));
  const settings = settingsOf(postgres.url, postgres.ownerUrl, folder);
  // The rest runs in this process, and reads its settings when it is loaded.
  Object.assign(process.env, settings);
  const sender = new Victim("sender", {
    script: "scripts/chaos/sinks-shipping-process.ts",
    env: settings,
  });
  const end = (code: number) => {
    if (sender.pid !== null) process.kill(sender.pid, "SIGKILL");
    postgres.removeNow();
    fs.rmSync(folder, { recursive: true, force: true });
    process.exit(code);
  };
  process.on("SIGINT", () => end(130)).on("SIGTERM", () => end(143));
  try {
    const { runPhases } = await import("./sinks-phases.ts");
    const result = await runPhases({ records, sender, root: settings.AUDIT_SINK_DIR });
    report(result, json);
    return result.counted.every(isWhole) ? 0 : 1;
  } finally {
    await sender.kill();
    await postgres.remove();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function settingsOf(url: string, ownerUrl: string, folder: string) {
  const keyFile = path.join(folder, "audit-key.json");
  createKeyFile(keyFile, "chaos.example/log");
  return {
    DATABASE_URL: url,
    DATABASE_OWNER_URL: ownerUrl,
    DATABASE_POOL_SIZE: "8",
    GATEHOUSE_SECRET: randomBytes(32).toString("hex"),
    AUDIT_KEY_FILE: keyFile,
    AUDIT_SINK_DIR: path.join(folder, "sinks"),
  };
}

function readOptions(args: string[]): { records: number; json: boolean } {
  const { values } = parseArgs({
    args,
    options: {
      records: { type: "string", default: "2000" },
      json: { type: "boolean", default: false },
    },
  });
  const records = Number(values.records);
  if (!Number.isInteger(records) || records < 100)
    throw new Error("--records takes a whole number of 100 or more.");
  return { records, json: values.json };
}
