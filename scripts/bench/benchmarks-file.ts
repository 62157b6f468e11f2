import fs from "node:fs";
import path from "node:path";
import { format, resolveConfig } from "prettier";

const FILE = path.resolve(import.meta.dirname, "../../BENCHMARKS.md");

/** Puts `text` between the markers of one section; what people wrote around it stays. */
export async function writeSection(section: string, text: string): Promise<void> {
  const [begin, end] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`];
  const before = fs.readFileSync(FILE, "utf8");
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(
      `BENCHMARKS.md has lost its markers for ${section}: put ${begin} and ${end} back.`,
    );
  const after = `${before.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${before.slice(to)}`;
  const config = await resolveConfig(FILE);
  fs.writeFileSync(FILE, await format(after, { ...config, filepath: FILE }));
}
