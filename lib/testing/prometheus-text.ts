export type Sample = { name: string; labels: Record<string, string>; value: number };
export type Scrape = { samples: Sample[]; types: Map<string, string> };

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"`;
const SAMPLE = new RegExp(`^(${NAME})(?:\\{((?:${LABEL})(?:,${LABEL})*)?\\})? ([^ ]+)$`);

/**
 * Reads Prometheus' text format 0.0.4 as strictly as Prometheus does.
 * @throws at the first line that is none, at a sample without a TYPE before it, and when a series
 * comes twice.
 */
export function parsePrometheus(text: string): Scrape {
  const scrape: Scrape = { samples: [], types: new Map() };
  const seen = new Set<string>();
  for (const line of text.split("\n")) {
    if (line === "") continue;
    if (line.startsWith("#")) readComment(line, scrape);
    else readSample(line, scrape, seen);
  }
  return scrape;
}

export async function scrape(port: number): Promise<Scrape & { text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return { ...parsePrometheus(text), text };
}

export const valueOf = (
  { samples }: Scrape,
  name: string,
  labels: Record<string, string> = {},
): number | undefined =>
  samples.find(
    (sample) =>
      sample.name === name &&
      Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )?.value;

function readComment(line: string, { types }: Scrape): void {
  const [, kind, name = "", rest = ""] = /^# (HELP|TYPE|UNIT) ([^ ]+) (.*)$/.exec(line) ?? [];
  if (kind === undefined || !new RegExp(`^${NAME}$`).test(name))
    throw new Error(`No comment: ${line}`);
  if (kind !== "TYPE") return;
  if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest))
    throw new Error(`No type: ${line}`);
  if (types.has(name)) throw new Error(`Twice: ${line}`);
  types.set(name, rest);
}

function readSample(line: string, scrape: Scrape, seen: Set<string>): void {
  const [, name = "", labelText = "", valueText = ""] = SAMPLE.exec(line) ?? [];
  const value = valueText === "+Inf" ? Infinity : Number(valueText);
  if (name === "" || valueText === "" || Number.isNaN(value)) throw new Error(`No sample: ${line}`);
  const family = name.replace(/_(?:bucket|sum|count)$/, "");
  const type = scrape.types.get(name) ?? scrape.types.get(family);
  if (type === undefined) throw new Error(`No type before: ${line}`);
  const series = `${name}{${labelText}}`;
  if (seen.has(series)) throw new Error(`Twice: ${line}`);
  seen.add(series);
  const labels = [...labelText.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"/g)];
  scrape.samples.push({
    name,
    labels: Object.fromEntries(labels.map(([, key = "", text = ""]) => [key, text])),
    value,
  });
}
