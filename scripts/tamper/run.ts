// node scripts/tamper/run.ts [--count N] [--seed N] [--json]: how much of it the verifier finds.
import { parseArgs } from "node:util";
import { tamper } from "./tamper.ts";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    json: { type: "boolean", default: false },
  },
});
const { kinds, total, missed } = await tamper(Number(values.count), Number(values.seed));

if (values.json) {
  const perKind = [...kinds].map(([kind, tally]) => ({ kind, ...tally }));
  process.stdout.write(`${JSON.stringify({ total, kinds: perKind, missed })}\n`);
} else {
  const width = Math.max(...[...kinds.keys()].map(({ length }) => length));
  const row = (name: string, cells: readonly (string | number)[]) =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join("")}\n`;
  process.stdout.write(row("tampering", ["tried", "found", "named"]));
  for (const [kind, { tried, found, named }] of kinds)
    process.stdout.write(row(kind, [tried, found, named]));
  process.stdout.write(row("all", [total.tried, total.found, total.named]));
  for (const { kind, seed, said } of missed.slice(0, 20))
    process.stdout.write(`missed: ${kind} (log ${seed}): ${said.slice(0, 400)}\n`);
}
process.exitCode = missed.length > 0 ? 1 : 0;
