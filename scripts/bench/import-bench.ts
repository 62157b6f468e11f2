import { randomBytes } from "node:crypto";
import { systemActor } from "#lib/kernel/actor.ts";

export type ImportFigures = {
  documents: number;
  /** Size of the input. */
  megabytes: number;
  seconds: number;
  documentsPerSecond: number;
  /** The same input once more: nothing to write. */
  againDocumentsPerSecond: number;
  /** Resident memory of the process before, and the most while importing. */
  rssBeforeMb: number;
  rssPeakMb: number;
};

const VERSIONS_PER_SERVER = 3;
const CHUNK_DOCUMENTS = 50;
const MB = 1_048_576;

/**
 * Imports `count` generated documents (three versions a server, as one official list) through the
 * same verb as the command line, twice, into the database of DATABASE_URL.
 */
export async function benchImport(count: number): Promise<ImportFigures> {
  const { runImport } = await import("#lib/imports/run-import.ts");
  const context = () => ({
    actor: systemActor("bench", "Benchmark"),
    now: new Date(),
    requestId: "bench",
  });
  const prefix = `bench.r${randomBytes(4).toString("hex")}`;
  const size = { bytes: 0 };
  const rssBefore = process.memoryUsage.rss();
  let peak = rssBefore;
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 100);

  const timed = async () => {
    size.bytes = 0;
    const started = performance.now();
    const summary = await runImport(context(), {
      label: `bench ${count}`,
      approve: true,
      expose: true,
      bytes: generatedList(prefix, count, size),
    });
    return { summary, seconds: (performance.now() - started) / 1_000 };
  };
  const first = await timed();
  if (first.summary.imported !== count) throw new Error(`imported ${first.summary.imported}`);
  const second = await timed();
  if (second.summary.unchanged !== count) throw new Error(`unchanged ${second.summary.unchanged}`);
  clearInterval(watch);

  return {
    documents: count,
    megabytes: Math.round(size.bytes / MB),
    seconds: Math.round(first.seconds * 10) / 10,
    documentsPerSecond: Math.round(count / first.seconds),
    againDocumentsPerSecond: Math.round(count / second.seconds),
    rssBeforeMb: Math.round(rssBefore / MB),
    rssPeakMb: Math.round(peak / MB),
  };
}

/** An official list as a stream: made while it is read, so that only the import is measured. */
function* generatedList(
  prefix: string,
  count: number,
  size: { bytes: number },
): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  const emit = (text: string) => {
    const bytes = encoder.encode(text);
    size.bytes += bytes.length;
    return bytes;
  };
  yield emit('{"servers":[');
  for (let from = 0; from < count; from += CHUNK_DOCUMENTS) {
    const entries = Array.from({ length: Math.min(CHUNK_DOCUMENTS, count - from) }, (_, at) =>
      JSON.stringify(generatedEntry(prefix, from + at)),
    );
    yield emit((from === 0 ? "" : ",") + entries.join(","));
  }
  yield emit(`],"metadata":{"count":${count}}}`);
}

const WORDS = "data query search issue ticket cloud file message report graph team build".split(
  " ",
);
const word = (at: number) => WORDS[at % WORDS.length] ?? "data";

function generatedEntry(prefix: string, at: number) {
  const number = Math.floor(at / VERSIONS_PER_SERVER);
  const patch = at % VERSIONS_PER_SERVER;
  const published = new Date(Date.UTC(2025, 0, 1) + at * 60_000).toISOString();
  return {
    server: {
      $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
      name: `${prefix}/${word(number)}-${word(number * 7 + 3)}-${number}`,
      description: `Gives assistants the ${word(number)} and ${word(number * 5 + 1)} of a service, number ${number}`,
      version: `1.0.${patch}`,
      repository: { url: `https://github.com/example/server-${number}`, source: "github" },
      packages: [
        {
          registryType: number % 2 ? "npm" : "pypi",
          identifier: `@example/server-${number}`,
          version: `1.0.${patch}`,
          transport: { type: "stdio" },
          environmentVariables: [
            {
              name: "API_KEY",
              description: "Key of the service",
              isSecret: true,
              isRequired: true,
            },
          ],
        },
      ],
      remotes: [{ type: "streamable-http", url: `https://server-${number}.example.com/mcp` }],
    },
    _meta: {
      "io.modelcontextprotocol.registry/official": {
        status: "active",
        publishedAt: published,
        updatedAt: published,
        isLatest: patch === VERSIONS_PER_SERVER - 1,
      },
    },
  };
}

if (import.meta.main) {
  const figures = await benchImport(Number(process.argv[2] ?? 10_000));
  console.log(JSON.stringify(figures));
  process.exit(0);
}
