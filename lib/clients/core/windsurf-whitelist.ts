import { fillProgram, type Reference } from "./fill.ts";
import { launchesOf, type StdioLaunch } from "./launch.ts";
import { type ApprovedEntry, byCodeUnit, type NotExpressible, refusalsOf } from "./matchers.ts";
import type { Variable } from "./variable.ts";

/** What an administrator pastes into Windsurf's team settings for one server. */
export type WhitelistEntry = {
  /** Compared with the key in mcp_config.json, letter for letter. */
  readonly serverId: string;
  /** The command and each argument as an anchored regular expression; env is not compared. */
  readonly serverConfig: { readonly command: string; readonly args: readonly string[] };
};

/** Source: docs.windsurf.com, Cascade MCP, "How Server Matching Works". */
export function whitelistOf(entries: readonly ApprovedEntry[]): WhitelistEntry[] {
  return entries
    .flatMap((entry) => {
      const launch = programOf(entry);
      return launch === null ? [] : [{ serverId: entry.name, serverConfig: patternsOf(launch) }];
    })
    .sort((one, other) => byCodeUnit(one.serverId, other.serverId));
}

export function missingInWhitelist(entries: readonly ApprovedEntry[]): NotExpressible[] {
  return entries.flatMap(({ name, document }) => {
    if (programOf({ name, document }) !== null) return [];
    const reasons = refusalsOf(document);
    const others = launchesOf(document).map(({ kind, label }) =>
      kind === "bundle"
        ? `${label}: A bundle has no command to compare.`
        : `${label}: How Windsurf compares addresses is not documented.`,
    );
    return [...reasons, ...others].map((reason) => ({ name, reason }));
  });
}

/** A server ID has one configuration: the first program, as in the Connect panel. */
const programOf = ({ document }: ApprovedEntry): StdioLaunch | null =>
  launchesOf(document).find((launch) => launch.kind === "stdio") ?? null;

function patternsOf(launch: StdioLaunch): WhitelistEntry["serverConfig"] {
  const open: Variable[] = [];
  const mark: Reference = (variable) => `\u0000${open.push(variable) - 1}\u0000`;
  const { command, args } = fillProgram(launch, { values: {}, reference: mark });
  const pattern = (word: string) =>
    word
      .split("\u0000")
      .map((text, index) => (index % 2 === 0 ? escape(text) : patternFor(open[Number(text)])))
      .join("");
  return { command: escape(command), args: args.map(pattern) };
}

const escape = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** A free answer may not start with a hyphen: it must not become another option. */
function patternFor(variable: Variable | undefined): string {
  if (variable === undefined || variable.isSecret) return "[^-].*";
  if (variable.choices.length > 0) return `(?:${variable.choices.map(escape).join("|")})`;
  return { number: "-?[0-9.]+", boolean: "(?:true|false)", string: "[^-].*", filepath: "[^-].*" }[
    variable.format
  ];
}
