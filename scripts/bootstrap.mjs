// Needs only an old Node and npm: installs the dependencies if needed, then runs the wanted
// script under the Node that they bring along. Plain JavaScript on purpose.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const stamp = path.join(root, "node_modules", ".gatehouse-lock");
const node = path.join(
  root,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);
const SCRIPTS = {
  start: "scripts/start.ts",
  test: "scripts/verify.ts",
  gatehouse: "scripts/gatehouse.ts",
  bench: "scripts/bench.ts",
  chaos: "scripts/chaos.ts",
};

function installIfNeeded() {
  const wanted = createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted && fs.existsSync(node))
    return;
  process.stderr.write("Installing dependencies (about a minute the first time)…\n");
  const npm = process.env.npm_execpath;
  // Not `npm ci`: it refuses when a mirror lacks an optional package of another platform. Versions
  // and integrity come from the lock file all the same, and --no-save leaves it alone.
  const args = [
    "install",
    "--no-save",
    "--include=dev",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  // npm's own messages go to stderr: what a command prints for a machine stays alone on stdout.
  const { status } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawnSync("npm", args, {
        cwd: root,
        stdio: ["ignore", 2, 2],
        shell: process.platform === "win32",
      });
  if (status !== 0 || !fs.existsSync(node)) {
    process.stderr.write(
      "The dependencies could not be installed: npm install failed (see above).\n",
    );
    process.exit(1);
  }
  fs.writeFileSync(stamp, wanted);
}

const name = process.argv[2];
if (!name || !SCRIPTS[name]) {
  process.stderr.write(`Say what to run: ${Object.keys(SCRIPTS).join(", ")}.\n`);
  process.exit(2);
}
installIfNeeded();

// What npm trusts to fetch packages, the product trusts to read about them.
const { NODE_EXTRA_CA_CERTS: authorities, npm_config_cafile: npmAuthorities } = process.env;
const trusted = authorities || npmAuthorities;

const child = spawn(node, [path.join(root, SCRIPTS[name]), ...process.argv.slice(3)], {
  // The command line works on the caller's files; everything else on the project.
  cwd: name === "gatehouse" ? process.env.INIT_CWD || process.cwd() : root,
  stdio: ["inherit", "inherit", "inherit", "ipc"],
  env: {
    ...process.env,
    PATH: `${path.join(root, "node_modules", ".bin")}${path.delimiter}${process.env.PATH || ""}`,
    ...(trusted ? { NODE_EXTRA_CA_CERTS: trusted } : {}),
  },
});
// The terminal sends Ctrl-C to the whole group; the child ends in its own time and we with it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
  });
// Killed without a chance to say so: npm is gone and we belong to somebody else.
const parent = process.ppid;
if (name === "start")
  setInterval(() => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  }, 1000).unref();
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
