// Entry of `npm run bench`; the bench's other processes start here too.
import { generateClient } from "./lifecycle/prepare.ts";

const [what = "--help", ...rest] = process.argv.slice(2);

const HELP = `Usage: npm run bench -- <what> [options]

  catalog   reading the catalog: registry API, search, facets and pages, by catalog size
  import    documents per second and memory of an import
  workflow  from a request to its approval, and a hundred reviewers at once
  trust     scans of real MCP packages from the configured npm registry
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
  --packages 40               how many of the pinned packages
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

async function main(): Promise<number> {
  if (["catalog", "import", "workflow", "audit"].includes(what)) await generateClient();
  switch (what) {
    case "child":
      await child(rest[0]);
      return -1;
    case "catalog": {
      const { runCatalogBench } = await import("./bench/catalog-bench.ts");
      return runCatalogBench(rest);
    }
    case "import": {
      const { runImportBench } = await import("./bench/import-command.ts");
      return runImportBench(rest);
    }
    case "workflow": {
      const { runWorkflowBench } = await import("./bench/workflow-bench.ts");
      return runWorkflowBench(rest);
    }
    case "audit": {
      const { runAuditBench } = await import("./bench/audit-bench.ts");
      return runAuditBench(rest);
    }
    case "trust": {
      const { runTrustBench } = await import("./bench/trust-bench.ts");
      return runTrustBench(rest);
    }
    case "--help":
    case "help":
      process.stdout.write(HELP);
      return 0;
    default:
      process.stderr.write(`There is no bench "${what}".\n\n${HELP}`);
      return 2;
  }
}

try {
  const code = await main();
  if (code >= 0) process.exit(code);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
