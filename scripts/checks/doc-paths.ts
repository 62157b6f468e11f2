// Every path that a document of the project names must exist.
import fs from "node:fs";
import path from "node:path";
import { ROOT } from "../lifecycle/prepare.ts";

const ROOMS = "app|components|lib|prisma|scripts|e2e|public|docs|\\.ci";
const NAMED = new RegExp(`(?:\`|\\()((?:${ROOMS})/[\\w./()\\[\\]@-]*[\\w)\\]])`, "g");

const documents = fs
  .globSync(["*.md", "{app,components,lib,prisma,scripts,e2e,docs}/**/*.md"], { cwd: ROOT })
  .filter((file) => !file.includes("node_modules"));
let missing = 0;
for (const document of documents) {
  const text = fs.readFileSync(path.join(ROOT, document), "utf8");
  for (const [, named] of text.matchAll(NAMED)) {
    if (!named || named.includes("*") || fs.existsSync(path.join(ROOT, named))) continue;
    console.error(`${document}: ${named} does not exist`);
    missing += 1;
  }
}
if (documents.length === 0) throw new Error("No document was found to check.");
console.log(`${documents.length} documents checked.`);
process.exit(missing === 0 ? 0 : 1);
