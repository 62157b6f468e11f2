import { parseArgs } from "node:util";

export type CatalogOptions = {
  sizes: number[];
  quick: boolean;
  pages: boolean;
  json: string | null;
  markdown: boolean;
  /** Length of one round of one load. */
  roundMs: number;
  rounds: number;
};

const SIZES = [1_000, 10_000, 100_000];
const QUICK_SIZES = [1_000, 10_000];

/** @throws Error with a sentence for the person at the terminal. */
export function readCatalogOptions(args: string[]): CatalogOptions {
  const { values } = parseArgs({
    args,
    options: {
      sizes: { type: "string" },
      quick: { type: "boolean", default: false },
      "no-pages": { type: "boolean", default: false },
      json: { type: "string" },
      markdown: { type: "boolean", default: false },
    },
  });
  const sizes = values.sizes?.split(",").map(Number) ?? (values.quick ? QUICK_SIZES : SIZES);
  if (sizes.length === 0 || sizes.some((size) => !Number.isInteger(size) || size < 500))
    throw new Error("--sizes takes whole numbers from 500 on, such as 1000,10000.");
  return {
    sizes: [...new Set(sizes)].sort((one, other) => one - other),
    quick: values.quick,
    pages: !values["no-pages"],
    json: values.json ?? null,
    markdown: values.markdown,
    roundMs: values.quick ? 120 : 1_000,
    rounds: values.quick ? 3 : 5,
  };
}
