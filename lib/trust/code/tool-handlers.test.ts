import { expect, test } from "vitest";
import { npmPackage } from "../archive/archive-builder.ts";
import { readArchive } from "../archive/read-archive.ts";
import { scanCode } from "./scan-code.ts";

async function unvalidatedIn(files: Readonly<Record<string, string>>): Promise<number> {
  const { facts } = await scanCode(await readArchive(npmPackage(files), "tgz"), {
    fingerprintKey: Buffer.alloc(32, 1),
    isolation: { permissions: true, network: true, user: true },
    layout: "npm",
  });
  return facts.validation.unvalidated.length;
}

const handler = (body: string) =>
  `server.setRequestHandler(CallToolRequestSchema, ({ params }) => { ${body} });\n`;
const PASSES_ON = handler("return handlers.read(params.arguments);");

test("a handler whose other file parses with schemas of a third one is taken to check", async () => {
  const schemas = `import { z } from "zod";\nexport const Args = z.object({ path: z.string() });\n`;
  const files = {
    "index.js": `import * as handlers from "./handlers.js";\n${PASSES_ON}`,
    "handlers.js": `import { Args } from "./schemas.js";\nexport const read = (input) => Args.parse(input).path;\n`,
    "schemas.js": schemas,
  };
  expect(await unvalidatedIn(files)).toBe(0);
  // Something else that is called parse is no check of the schemas that are there.
  const csv = `import { csv } from "./csv.js";\nexport const read = (input) => csv.parse(input);\n`;
  expect(
    await unvalidatedIn({ ...files, "handlers.js": csv, "csv.js": "export const csv = {};\n" }),
  ).toBe(1);
});

test.each([
  ["a guard by name", "if (!isSearchArgs(params.arguments)) throw new Error(); return 1;", 0],
  ["an assertion", "assertSearchInput(params.arguments); return 1;", 0],
  ["a question about something else", "if (isReady()) return params.arguments.path;", 1],
  ["nothing", "return params.arguments.path;", 1],
])("a handler with %s", async (_what, body, count) => {
  expect(await unvalidatedIn({ "index.js": handler(body) })).toBe(count);
});
