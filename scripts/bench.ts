// Entry of `npm run bench`; the bench's other processes start here too.
import { generateClient } from "./lifecycle/prepare.ts";

const [what = "--help", ...rest] = process.argv.slice(2);

const HELP = `Usage: npm run bench -- <what> [options]

  catalog   reading the catalog: registry API, search, facets and pages, by catalog size
  import    documents per second and memory of an import
  workflow  from a request to its approval, and a hundred reviewers at once
  trust     scans of real MCP packages from the configured npm registry, and seeded faults
  trust-scale  the overview, facets and lists of a catalog in which everything was evaluated
  audit     the log: appends, verification, pages, chart and exports of a log of ten million records

Options of catalog:
  --sizes 1000,10000,100000   servers in the catalogs to measure
  --quick                     shorter rounds, 1,000 and 10,000 servers unless --sizes says otherwise
  --no-pages                  leave out HTML pages (they need the production build)
Options of import:
  --documents 100000          how many documents to import
Options of workflow:
  --requests 250              requests that are brought to approval
  --reviewers 100             people who decide one request at once
Options of trust:
  --packages 40               how many of the pinned packages, or parts of their names
  --only packages,faults      leave out the other part
  --faults SC-02,lock         only faults of these controls, or with these words; clean: what has none
Options of trust-scale:
  --servers 11000             servers in the catalog
  --rounds 50                 times that each question is asked
  --checks 300                versions that are looked at when an advisory comes
  --postgres DIR              where the bench's PostgreSQL lies
Options of audit:
  --records 10000000          records of the log that is read
  --quick                     shorter rounds
  --only appends,verify,pages,export   leave out the other parts
Options of all:
  --json FILE                 write everything that was measured as JSON
  --markdown                  rewrite the results in BENCHMARKS.md
`;

const PROCESSES: Record<string, () => Promise<unknown>> = {
  load: () => import("./bench/load-process.ts"),
  bare: () => import("./bench/bare-process.ts"),
  registry: () => import("./bench/registry-process.ts"),
  queries: () => import("./bench/query-process.ts"),
  import: () => import("./bench/import-process.ts"),
  workflow: () => import("./bench/workflow-process.ts"),
  next: () => import("./bench/next-process.ts"),
  "trust-scan": () => import("./bench/trust-scan-process.ts"),
  "trust-faults": () => import("./bench/trust-faults-process.ts"),
  "trust-scale": () => import("./bench/trust-scale-process.ts"),
  "audit-append": () => import("./bench/audit-append-process.ts"),
  "audit-seed": () => import("./bench/audit-seed-process.ts"),
  "audit-verify": () => import("./bench/audit-verify-process.ts"),
  "audit-page": () => import("./bench/audit-page-process.ts"),
  "audit-export": () => import("./bench/audit-export-process.ts"),
};

async function child(role = ""): Promise<void> {
  const start = PROCESSES[role];
  if (!start) throw new Error(`The bench has no process ${role}.`);
  await start();
}

type Bench = (args: string[]) => Promise<number>;
const BENCHES: Record<string, () => Promise<Bench>> = {
  catalog: async () => (await import("./bench/catalog-bench.ts")).runCatalogBench,
  import: async () => (await import("./bench/import-command.ts")).runImportBench,
  workflow: async () => (await import("./bench/workflow-bench.ts")).runWorkflowBench,
  audit: async () => (await import("./bench/audit-bench.ts")).runAuditBench,
  trust: async () => (await import("./bench/trust-bench.ts")).runTrustBench,
  "trust-scale": async () => (await import("./bench/trust-scale.ts")).runTrustScale,
};

async function main(): Promise<number> {
  if (what === "child") {
    await child(rest[0]);
    return -1;
  }
  if (what === "--help" || what === "help") {
    process.stdout.write(HELP);
    return 0;
  }
  const load = BENCHES[what];
  if (load === undefined) {
    process.stderr.write(`There is no bench "${what}".\n\n${HELP}`);
    return 2;
  }
  await generateClient();
  return (await load())(rest);
}

try {
  const code = await main();
  if (code >= 0) process.exit(code);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
