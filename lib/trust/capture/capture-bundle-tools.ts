import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type JsonObject } from "#lib/kernel/json.ts";
import type { Reach } from "../collect/reach.ts";
import type { Got, ToolsFacts } from "../core/facts.ts";
import { configOf, plainPath } from "../mcpb/bundle-manifest.ts";
import type { McpbBundle } from "../mcpb/collect-mcpb.ts";
import { unpack } from "./install-packages.ts";
import { NotCaptured } from "./not-captured.ts";
import { orReason, RUN_MS, runProgram, toldFacts, type Program } from "./run-program.ts";

/** Where its files lie in the private folder. */
const PLACE = "bundle";
const MAX_ARGUMENTS = 50;

type Options = { name: string; version: string; runMs?: number };

/**
 * Runs the server of a bundle (MCPB) of the type node as clients would, with what lies in the bundle and
 * nothing else, in the cage of npm's servers. What goes wrong is a reason, never an exception.
 */
export function captureBundleTools(
  reach: Reach,
  { manifest, archive, digest, evidence }: McpbBundle,
  { name, version, runMs = RUN_MS }: Options,
): Promise<Got<ToolsFacts>> {
  return orReason(async () => {
    if (manifest === null || archive === null)
      throw new NotCaptured("opaque_artifact", "There is no bundle that can be read.");
    const program = {
      ...programIn(manifest),
      install: (_within: Reach, folder: Parameters<typeof unpack>[2]) =>
        unpack(archive, { format: "zip", paths: [PLACE] }, folder),
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
function programIn(manifest: JsonObject): Omit<Program, "install"> {
  const server = objectIn(manifest, "server");
  const type = textIn(server, "type");
  if (type !== "node") throw notRun(type);
  const start = plainPath(textIn(server, "entry_point"));
  if (start === "" || start.split("/").includes(".."))
    throw new NotCaptured("not_captured", "Its manifest names no file of it to start.");
  return { place: PLACE, start, given: argumentsIn(manifest, start) };
}

/**
 * What a client would put behind the file that starts it. Its environment is never taken: a setting of
 * Node could open the cage.
 */
function argumentsIn(manifest: JsonObject, start: string): Program["given"] {
  const args = ownValue(configOf(manifest), "args");
  const texts = (Array.isArray(args) ? args : []).filter((one) => typeof one === "string");
  const at = texts.findIndex((one) => plainPath(one) === start);
  if (at === -1) return [];
  return texts.slice(at + 1, at + 1 + MAX_ARGUMENTS).flatMap((one) => argument(manifest, one));
}

const SETTING = /^\$\{user_config\.([\w.-]{1,200})\}$/;

/** One with a setting that nobody has made is left out, as most servers start without it. */
function argument(manifest: JsonObject, text: string): Program["given"] {
  const [, key] = SETTING.exec(text) ?? [];
  if (key !== undefined) return setting(objectIn(objectIn(manifest, "user_config"), key));
  if (text.startsWith("${__dirname}")) {
    const own = plainPath(text);
    return own.includes("${") || own.split("/").includes("..") ? [] : [{ own }];
  }
  return text.includes("${") ? [] : [{ text }];
}

function setting(declared: JsonObject): Program["given"] {
  if (textIn(declared, "type") === "directory") return ["a folder"];
  const given = ownValue(declared, "default");
  const isPlain =
    typeof given === "string" || typeof given === "number" || typeof given === "boolean";
  const text = isPlain ? String(given) : "";
  return text === "" || text.includes("${") ? [] : [{ text }];
}
