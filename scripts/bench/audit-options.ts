import { parseArgs } from "node:util";

export const PARTS = ["appends", "verify", "pages", "export"] as const;
export type Part = (typeof PARTS)[number];

export type AuditOptions = {
  records: number;
  parts: readonly Part[];
  json: string | null;
  markdown: boolean;
  rounds: number;
  /** Length of one round of appends. */
  roundMs: number;
  /** Pages asked for each filter. */
  samples: number;
};

/** @throws Error with a sentence for the person at the terminal. */
export function readAuditOptions(args: string[]): AuditOptions {
  const { values } = parseArgs({
    args,
    options: {
      records: { type: "string", default: "10000000" },
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      json: { type: "string" },
      markdown: { type: "boolean", default: false },
    },
  });
  const records = Number(values.records);
  if (!Number.isInteger(records) || records < 50_000)
    throw new Error("--records takes a whole number from 50000 on, such as 1000000.");
  const wanted: readonly string[] = values.only?.split(",") ?? PARTS;
  const parts = PARTS.filter((part) => wanted.includes(part));
  if (parts.length === 0 || wanted.length !== parts.length)
    throw new Error(`--only takes some of ${PARTS.join(",")}.`);
  return {
    records,
    parts,
    json: values.json ?? null,
    markdown: values.markdown,
    rounds: values.quick ? 3 : 5,
    roundMs: values.quick ? 700 : 2_500,
    samples: values.quick ? 12 : 100,
  };
}
