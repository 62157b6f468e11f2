import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Reach } from "../collect/reach.ts";
import type { EntryFacts, Got, ToolsFacts } from "../core/facts.ts";
import { plainPath } from "../mcpb/bundle-manifest.ts";
import type { McpbBundle } from "../mcpb/collect-mcpb.ts";
import { bundleArguments, bundleSettings } from "./bundle-settings.ts";
import { declaredSettings } from "./declared-settings.ts";
import { unpack } from "./install-packages.ts";
import { NotCaptured } from "./not-captured.ts";
import { placeholders } from "./placeholders.ts";
import { orReason, RUN_MS, runProgram, toldFacts, type Program } from "./run-program.ts";

/** Where its files lie in the private folder. */
const PLACE = "bundle";

type Options = {
  name: string;
  version: string;
  /** What its server.json declares; null: there is none. */
  entry: EntryFacts | null;
  /** Names of environment variables that its code reads. */
  read: readonly string[];
  runMs?: number;
};

/**
 * Runs the server of a bundle (MCPB) of the type node as clients would, with what lies in the bundle and
 * nothing else, in the cage of npm's servers. What goes wrong is a reason, never an exception.
 */
export function captureBundleTools(
  reach: Reach,
  { manifest, archive, digest, evidence }: McpbBundle,
  { name, version, entry, read, runMs = RUN_MS }: Options,
): Promise<Got<ToolsFacts>> {
  return orReason(async () => {
    if (manifest === null || archive === null)
      throw new NotCaptured("opaque_artifact", "There is no bundle that can be read.");
    const started = programIn(manifest);
    const own = bundleSettings(manifest, started.start);
    const { variables } = declaredSettings(entry, name);
    const wanted = { ...own, variables: [...variables, ...own.variables], read };
    const program: Program = {
      ...started,
      settings: (said, width) => placeholders(wanted, said, width),
      install: (_within, folder) => unpack(archive, { format: "zip", paths: [PLACE] }, folder),
    };
    const told = await runProgram(reach, program, runMs);
    const { value, sha256 } = toldFacts(reach, told, { name, version, digest });
    return { ok: true, value, evidence: [...evidence, sha256] };
  });
}

function notRun(type: string): NotCaptured {
  switch (type) {
    case "python":
    case "uv":
      return new NotCaptured(
        "not_captured",
        "Its server is of Python, and the sandbox has no interpreter of it.",
      );
    case "binary":
      return new NotCaptured(
        "opaque_artifact",
        "Its server is a program of machine code: it is not run.",
      );
    default:
      return new NotCaptured(
        "not_captured",
        "Its manifest does not say what kind of server it has.",
      );
  }
}

/** https://github.com/modelcontextprotocol/mcpb MANIFEST.md, `server` and `user_config`. */
function programIn(manifest: JsonObject): Omit<Program, "install" | "settings"> {
  const server = objectIn(manifest, "server");
  const type = textIn(server, "type");
  if (type !== "node") throw notRun(type);
  const start = plainPath(textIn(server, "entry_point"));
  if (start === "" || start.split("/").includes(".."))
    throw new NotCaptured("not_captured", "Its manifest names no file of it to start.");
  return { place: PLACE, start, given: bundleArguments(manifest, start) };
}
