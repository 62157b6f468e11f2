// Import rules. A cruise over too few modules is a failure: it would prove nothing.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../lifecycle/prepare.ts";

const FOLDERS = ["app", "components", "lib", "scripts", "prisma", "proxy.ts"];
const { stdout, stderr } = spawnSync(
  process.execPath,
  [
    path.join("node_modules", "dependency-cruiser", "bin", "dependency-cruiser.mjs"),
    "--config",
    ".dependency-cruiser.cjs",
    "--output-type",
    "json",
    ...FOLDERS,
  ],
  { cwd: ROOT, encoding: "utf8", maxBuffer: 512 * 1024 * 1024 },
);

type Violation = { from: string; to: string; rule: { name: string; severity: string } };
type Report = { modules: { source: string }[]; summary: { violations: Violation[] } };
if (!stdout) throw new Error(`dependency-cruiser did not run.\n${stderr}`);
const report = JSON.parse(stdout) as Report;

const cruised = new Set(report.modules.map((module) => module.source));
const expected = globSync(["{app,components,lib}/**/*.{ts,tsx}"], { cwd: ROOT }).filter(
  (file) => !file.includes("/generated/"),
);
const missed = expected.filter((file) => !cruised.has(file.split(path.sep).join("/")));
for (const file of missed) console.error(`not looked at: ${file}`);
for (const { rule, from, to } of report.summary.violations)
  console.error(`${rule.severity} ${rule.name}: ${from} → ${to}`);
console.log(`${expected.length - missed.length} of ${expected.length} modules looked at.`);
process.exit(missed.length > 0 || report.summary.violations.length > 0 ? 1 : 0);
