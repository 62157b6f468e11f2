import { serveParent } from "./child.ts";
import { benchImport } from "./import-bench.ts";

serveParent({ import: (documents: number) => benchImport(documents) });
