import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import { inShellStyle } from "#lib/clients/core/client-config.ts";
import { fillConnection, fillProgram } from "#lib/clients/core/fill.ts";
import { launchesOf } from "#lib/clients/core/launch.ts";
import { shellCommand } from "#lib/clients/core/shell.ts";

export type InstallLine = { kind: "command" | "url"; text: string };

/** The shortest way to run or reach a server; null when the document offers no safe one. */
export function installLine(document: ServerJson): InstallLine | null {
  const [launch] = launchesOf(document);
  if (launch === undefined) return null;
  const filling = { values: {}, reference: inShellStyle };
  switch (launch.kind) {
    case "bundle":
      return { kind: "url", text: launch.url };
    case "stdio": {
      const { command, args } = fillProgram(launch, filling);
      return { kind: "command", text: shellCommand([command, ...args]) };
    }
    case "http":
    case "sse":
      return { kind: "url", text: fillConnection(launch, filling).url };
  }
}
