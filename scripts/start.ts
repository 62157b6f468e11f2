// npm start: everything on one machine, from a fresh clone to a ready product.
import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { keepAuditKey } from "#lib/audit/sequencer/audit-key.ts";
import { readEnv, SettingError, type Env } from "#lib/config/env.ts";
import { keptSecret } from "#lib/config/kept-secret.ts";
import { openDatabase, type LocalDatabase } from "#lib/config/local-database.ts";
import { letProductLogIn } from "#lib/db/app-role.ts";
import { requireSafeDatabase } from "#lib/db/check-role.ts";
import { migrate, pendingMigrations } from "#lib/db/migrate.ts";
import { lockDataDir } from "./lifecycle/data-dir-lock.ts";
import { keepRunning } from "./lifecycle/keep-running.ts";
import { build, generateClient, run, step } from "./lifecycle/prepare.ts";
import { ProcessEnded, Supervisor } from "./lifecycle/supervisor.ts";

const development = process.argv.includes("--dev");
const cleanups: (() => Promise<void> | void)[] = [];
let stopping: Promise<void> | null = null;

async function main(): Promise<void> {
  const env = readEnv(process.env);
  const started = Date.now();
  await refuseTakenPort(env);
  cleanups.push(lockDataDir(env.dataDir));
  await generateClient();
  const database = await openLocal(env);
  if ((await pendingMigrations(database.ownerUrl)).length > 0)
    await step("Preparing the database", () => migrate(database.ownerUrl));
  await letProductLogIn(env);
  // The processes ask this too; here it is answered before the build.
  await requireSafeDatabase({ ...env, databaseUrl: database.url });
  keepAuditKey();
  if (!development) await build();

  const environment = childEnvironment(env, database);
  await seedOnce(env, environment);
  const supervisor = new Supervisor(environment);
  cleanups.push(() => supervisor.stop());
  await supervisor.start("web", "scripts/web.ts");
  await supervisor.start("worker", "scripts/worker.ts");
  announce(env, Date.now() - started);
}

async function openLocal(env: Env): Promise<LocalDatabase> {
  const database = env.databaseUrl
    ? await openDatabase(env, true)
    : await step("Starting the embedded PostgreSQL", () => openDatabase(env, true));
  const port = Number(new URL(database.url).port);
  const kept = keepRunning(database, {
    reopen: () => openDatabase(env, true, port),
    say: (text) => console.error(text),
  });
  cleanups.push(() => kept.stop());
  return database;
}

function childEnvironment(env: Env, database: LocalDatabase): Record<string, string | undefined> {
  return {
    ...process.env,
    NODE_ENV: development ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATA_DIR: env.dataDir,
    DATABASE_URL: database.url,
    // Whoever breaks into a process of the product must not find who may change the log.
    DATABASE_OWNER_URL: undefined,
    GATEHOUSE_EMBEDDED_DATABASE: String(database.embedded),
    GATEHOUSE_SECRET: env.secret ?? keptSecret(env.dataDir),
  };
}

/** The demo company, once per data folder: removing it is for good. */
async function seedOnce(env: Env, environment: Record<string, string | undefined>): Promise<void> {
  const stamp = path.join(env.dataDir, "seeded");
  if (env.seed !== "demo" || fs.existsSync(stamp)) return;
  await step("Seeding the demo company", () =>
    run(["scripts/gatehouse.ts", "seed"], environment as Record<string, string>),
  );
  fs.writeFileSync(stamp, new Date().toISOString());
}

function refuseTakenPort(env: Env): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        new SettingError(
          error.code === "EADDRINUSE"
            ? `PORT ${env.port} is taken on ${env.host}: set PORT to another one.`
            : `HOST ${env.host} with PORT ${env.port} cannot be used (${error.code ?? error.message}).`,
        ),
      ),
    );
    probe.listen(env.port, env.host, () => probe.close(() => resolve()));
  });
}

function announce(env: Env, tookMs: number): void {
  const how = env.oidc
    ? `sign in with ${env.oidc.name}`
    : env.demoSignIn
      ? "pick a demo account to sign in (admin@acme.example may do everything)"
      : "no way to sign in is set up yet: set OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET";
  console.log(
    `Gatehouse is ready at ${env.publicUrl} after ${(tookMs / 1000).toFixed(1)} s: ${how}. Ctrl-C stops it.`,
  );
}

function stop(message: string | null, code: number): Promise<void> {
  stopping ??= (async () => {
    if (message) console.error(message);
    for (const cleanup of cleanups.reverse()) await cleanup();
    process.exit(code);
  })();
  return stopping;
}

process.on("SIGINT", () => void stop(null, 0));
process.on("SIGTERM", () => void stop(null, 0));
process.on("SIGHUP", () => void stop(null, 0));
process.on("disconnect", () => void stop(null, 0));

main().catch((error: unknown) => {
  if (error instanceof SettingError) void stop(error.message, 1);
  else if (error instanceof ProcessEnded) void stop(null, 1);
  else void stop(error instanceof Error ? error.message : String(error), 1);
});
