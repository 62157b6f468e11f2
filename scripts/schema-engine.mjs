#!/usr/bin/env node
/**
 * Stand-in for Prisma's native `schema-engine` binary (which the Prisma CLI otherwise downloads).
 * Speaks the same line-delimited JSON-RPC over stdio and runs Prisma's own WebAssembly build of the engine
 * (ships in `prisma/build/schema_engine_bg.wasm`, bindings in `@prisma/schema-engine-wasm`) on `@prisma/adapter-pg`.
 * Use: PRISMA_SCHEMA_ENGINE_BINARY=scripts/schema-engine.mjs prisma migrate dev|deploy|diff|status|reset / db push|pull|execute
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import readline from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { parse as parsePgUrl } from "pg-connection-string";
import Result from "pg/lib/result.js";

// The engine's catalog queries return internal "char" columns (oid 18), which adapter-pg 7.10 does not map.
// Let them pass as text (25) and report them as ColumnTypeEnum.Character, which the engine's describer insists on.
const addFields = Result.prototype.addFields;
Result.prototype.addFields = function (fields) {
  for (const f of fields)
    if (f.dataTypeID === 18) {
      f.dataTypeID = 25;
      f.isChar = true;
    }
  return addFields.call(this, fields);
};
function mapChar(queryable) {
  // PgQueryable: base of the adapter and of its transactions
  const proto = Object.getPrototypeOf(Object.getPrototypeOf(queryable));
  if (proto.mapsChar || typeof proto.performIO !== "function") return;
  proto.mapsChar = true;
  const { performIO, queryRaw } = proto,
    chars = new WeakMap();
  proto.performIO = async function (q) {
    const r = await performIO.call(this, q);
    chars.set(q, r.fields?.flatMap((f, i) => (f.isChar ? [i] : [])) ?? []);
    return r;
  };
  proto.queryRaw = async function (q) {
    const r = await queryRaw.call(this, q);
    for (const i of chars.get(q) ?? []) r.columnTypes[i] = ColumnTypeEnum.Character;
    return r;
  };
}

const require = createRequire(import.meta.url);
const pkgDir = path.dirname(require.resolve("@prisma/schema-engine-wasm")); // package.json itself is not exported
const pkg = JSON.parse(fs.readFileSync(path.join(pkgDir, "package.json"), "utf8"));
const { values: args, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: "string", multiple: true },
    datasource: { type: "string" },
    "enabled-preview-features": { type: "string" },
    "extension-types": { type: "string" },
    version: { type: "boolean" },
  },
});
if (args.version) {
  console.log(`schema-engine-cli wasm ${pkg.version}`);
  process.exit(0);
}

const ds = args.datasource ? JSON.parse(String(args.datasource)) : {};
const log = (level, fields) =>
  process.stderr.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: "schema_engine::logger" })}\n`,
  );

/** pg wants no `schema` parameter; Prisma puts the schema name there. */
function parseUrl(raw) {
  const u = new URL(raw);
  const schema = u.searchParams.get("schema") ?? "public";
  for (const k of [
    "schema",
    "connection_limit",
    "pool_timeout",
    "pgbouncer",
    "statement_cache_size",
  ])
    u.searchParams.delete(k);
  return {
    connectionString: u.toString(),
    schema,
    database: decodeURIComponent(u.pathname.slice(1)),
    u,
  };
}
async function admin(raw, fn) {
  // a connection to the maintenance database
  const { u } = parseUrl(raw);
  u.pathname = "/postgres";
  const c = new pg.Client({ connectionString: u.toString() });
  await c.connect();
  try {
    return await fn(c);
  } finally {
    await c.end();
  }
}

if (positionals[0] === "cli") {
  const cmd = positionals[1];
  try {
    const { connectionString, database } = parseUrl(ds.url);
    if (cmd === "can-connect-to-database") {
      const c = new pg.Client({ connectionString, connectionTimeoutMillis: 5000 });
      await c.connect();
      await c.end();
    } else if (cmd === "create-database")
      await admin(ds.url, (c) => c.query(`CREATE DATABASE ${c.escapeIdentifier(database)}`));
    else if (cmd === "drop-database")
      await admin(ds.url, (c) =>
        c.query(`DROP DATABASE IF EXISTS ${c.escapeIdentifier(database)} WITH (FORCE)`),
      );
    else throw new Error(`unsupported: cli ${cmd}`);
    log("INFO", { message: "Connection successful" });
    process.exit(0);
  } catch (e) {
    log("INFO", { message: "" });
    log("ERROR", {
      is_panic: false,
      error_code: { "3D000": "P1003", "28P01": "P1000", ECONNREFUSED: "P1001" }[e.code] ?? "P1010",
      message: e.message || String(e),
    });
    process.exit(1);
  }
}

// the glue reports Rust panics here
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  message: "",
  set_message(m) {
    this.message = m;
    if (process.env.DEBUG) process.stderr.write(`PANIC ${m}\n`);
  },
};
// --- engine -----------------------------------------------------------------
const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
const wasmFile = path.join(pkgDir, "schema_engine_bg.wasm");
const { instance } = await WebAssembly.instantiate(fs.readFileSync(wasmFile), {
  "./schema_engine_bg.js": glue,
});
glue.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

let factory;
if (ds.url) {
  const { connectionString, schema } = parseUrl(ds.url);
  const pgFactory = (cs, sc) => {
    // Discrete fields, NOT connectionString: adapter-pg's connectToShadowDb() spreads this config and adds `database`, and pg lets
    // connectionString win - the "shadow" connection would then be the real database.
    const f = new PrismaPg(parsePgUrl(cs), { schema: sc }),
      connect = f.connect.bind(f);
    f.connect = async () => {
      const c = await connect();
      mapChar(c);
      // adapter-pg splits a script at every semicolon, which tears function bodies apart. Postgres takes the whole
      // script in one message, and as one transaction: a migration is applied wholly or not at all.
      c.executeScript = async (script) => {
        await c.client.query(script);
      };
      return c;
    };
    return f;
  };
  factory = pgFactory(connectionString, schema);
  // adapter-pg's own connectToShadowDb() drops the database while its pool is still connected (fails on PG); do it in the right order
  factory.connectToShadowDb = async () => {
    if (ds.shadowDatabaseUrl) {
      const s = parseUrl(ds.shadowDatabaseUrl);
      return pgFactory(s.connectionString, s.schema).connect();
    }
    const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
    await admin(ds.url, (c) => c.query(`CREATE DATABASE ${c.escapeIdentifier(name)}`));
    const u = new URL(connectionString);
    u.pathname = `/${name}`;
    const conn = await pgFactory(u.toString(), schema).connect(),
      dispose = conn.dispose.bind(conn);
    conn.dispose = async () => {
      await dispose();
      await admin(ds.url, (c) =>
        c.query(`DROP DATABASE IF EXISTS ${c.escapeIdentifier(name)} WITH (FORCE)`),
      );
    };
    return conn;
  };
} else {
  // `migrate diff --from-empty --to-schema`: the engine only asks for the server version
  const T = ColumnTypeEnum,
    none = async () => {
      throw new Error("This command needs a database: set DATABASE_URL.");
    };
  const conn = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    executeRaw: none,
    executeScript: none,
    startTransaction: none,
    dispose: async () => {},
    getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
    queryRaw: async (q) =>
      /server_version_num/.test(q.sql)
        ? {
            columnNames: ["exists", "version", "numeric_version"],
            columnTypes: [T.Boolean, T.Text, T.Int32],
            rows: [[true, "PostgreSQL 16.0", 160000]],
          }
        : none(),
  };
  factory = {
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: async () => conn,
    connectToShadowDb: none,
  };
}
const datamodels = (args.datamodels ?? []).map((p) => [
  String(p),
  fs.readFileSync(String(p), "utf8"),
]);
const engine = await glue.SchemaEngine.new(
  { datamodels: datamodels.length ? datamodels : undefined },
  (l) => {
    if (process.env.DEBUG) log("INFO", { message: String(l) });
  },
  bindMigrationAwareSqlAdapterFactory(factory),
);

const alias = { getDatabaseVersion: "version" };
const send = (m) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...m })}\n`);
async function handle(req) {
  current = req;
  try {
    if (req.method === "createDatabase" || req.method === "dropDatabase") {
      const { database } = parseUrl(req.params?.datasource?.url ?? ds.url);
      await admin(ds.url, (c) =>
        c.query(
          `${req.method === "createDatabase" ? "CREATE" : "DROP"} DATABASE ${c.escapeIdentifier(database)}`,
        ),
      );
      return send({ id: req.id, result: { databaseName: database } });
    }
    const method = alias[req.method] ?? req.method;
    if (typeof engine[method] !== "function")
      return send({
        id: req.id,
        error: { code: -32601, message: `Method not found: ${req.method}` },
      });
    let result = await engine[method](req.params);
    if (method === "diff" && result?.stdout) {
      send({ id: 1_000_000 + req.id, method: "print", params: { content: result.stdout } });
      result = { ...result, stdout: null };
    }
    send({ id: req.id, result: result ?? null });
  } catch (e) {
    send({
      id: req.id,
      error: {
        code: 4466,
        message: "An error happened. Check the data field for details.",
        data: {
          is_panic: e?.name === "RuntimeError",
          message: e?.message ?? String(e),
          ...(e?.code ? { error_code: e.code, meta: e.meta } : {}),
        },
      },
    });
  }
}
let current; // a Rust panic or a throw outside the promise: answer the pending call, then leave with the native engine's panic code
process.on("uncaughtException", (e) => {
  const message = globalThis.PRISMA_WASM_PANIC_REGISTRY.message || e?.message || String(e);
  if (current)
    send({ id: current.id, error: { code: 4466, message, data: { is_panic: false, message } } });
  setTimeout(() => process.exit(101), 20);
});
let queue = Promise.resolve();
readline
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    let m;
    try {
      m = JSON.parse(line);
    } catch {
      return;
    }
    if (m.method) queue = queue.then(() => handle(m)); // replies to our `print` calls have no method
  })
  .on("close", () => queue.then(() => process.exit(0)));
