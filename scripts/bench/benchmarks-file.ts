import fs from "node:fs";
import path from "node:path";

const FILE = path.resolve(import.meta.dirname, "../../BENCHMARKS.md");

/** Puts `text` between the markers of one section; what people wrote around it stays. */
export function writeSection(section: string, text: string): void {
  const [begin, end] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`];
  const before = fs.readFileSync(FILE, "utf8");
  const [from, to] = [before.indexOf(begin), before.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(
      `BENCHMARKS.md has lost its markers for ${section}: put ${begin} and ${end} back.`,
    );
  fs.writeFileSync(
    FILE,
    `${before.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${before.slice(to)}`,
  );
}
