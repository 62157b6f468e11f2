import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");
export const BARE_NEXT = path.join(ROOT, ".data", "bench-next");

/**
 * The limits of a server-rendered page: Next, one prepared query, a title and a text; and the same
 * with as many elements and characters as a page of the product, plain ones that no browser code
 * takes over.
 */
const FILES: Record<string, string> = {
  "package.json": JSON.stringify({ name: "bare-next", private: true, type: "module" }),
  "next.config.mjs": `export default {
  poweredByHeader: false,
  serverExternalPackages: ["pg"],
  turbopack: { root: ${JSON.stringify(ROOT)} },
  outputFileTracingRoot: ${JSON.stringify(ROOT)},
};
`,
  "app/layout.jsx": `export default function Layout({ children }) {
  return <html lang="en"><body>{children}</body></html>;
}
`,
  "app/read-server.js": `import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });

export async function readServer(name) {
  const { rows } = await pool.query({
    name: "bare",
    text: 'SELECT "name", "title", "description" FROM "Server" WHERE "name" = $1',
    values: [name],
  });
  return rows[0];
}
`,
  "app/page.jsx": `import { readServer } from "./read-server.js";

export const dynamic = "force-dynamic";

export default async function Page({ searchParams }) {
  const { name, description } = await readServer((await searchParams).name);
  return <main><h1>{name}</h1><p>{description}</p></main>;
}
`,
  "app/as-large/page.jsx": `import { readServer } from "../read-server.js";

export const dynamic = "force-dynamic";

const GROUP = 9;

export default async function Page({ searchParams }) {
  const asked = await searchParams;
  const { name } = await readServer(asked.name);
  const groups = Math.ceil(Number(asked.elements) / (GROUP + 1));
  const each = Math.max(1, Math.floor(Number(asked.characters) / Number(asked.elements)) - 40);
  return (
    <main>
      <h1>{name}</h1>
      {Array.from({ length: groups }, (_, group) => (
        <section key={group}>
          {Array.from({ length: GROUP }, (_, at) => (
            <div key={at} className={"item item-" + group + "-" + at}>{String(at).repeat(each)}</div>
          ))}
        </section>
      ))}
    </main>
  );
}
`,
};

/** Builds it once; a rebuild only when it or Next changed. */
export async function buildBareNext(): Promise<void> {
  const next = fs.readFileSync(path.join(ROOT, "node_modules", "next", "package.json"), "utf8");
  const digest = createHash("sha256").update(JSON.stringify(FILES)).update(next).digest("hex");
  const stamp = path.join(BARE_NEXT, "built");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === digest) return;
  fs.rmSync(BARE_NEXT, { recursive: true, force: true });
  for (const [file, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(BARE_NEXT, file)), { recursive: true });
    fs.writeFileSync(path.join(BARE_NEXT, file), text);
  }
  await run(path.join("node_modules", "next", "dist", "bin", "next"), "build", BARE_NEXT);
  fs.writeFileSync(stamp, digest);
}

function run(...args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", reject);
    child.once("close", (code) =>
      code === 0 ? resolve() : reject(new Error(`${args.join(" ")}:\n${output.slice(-3_000)}`)),
    );
  });
}
