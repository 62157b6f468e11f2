import { serveParent } from "./child.ts";
import { benchImport } from "./import-bench.ts";

const operations = { import: (documents: number) => benchImport(documents) };
export type ImportOperations = typeof operations;
serveParent(operations);
