import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { Connectable } from "./client-config.ts";
import { claudeCodeOptions, claudeDesktopOptions } from "./connect-assistants.ts";
import { codexOptions, copilotCliOptions, geminiOptions } from "./connect-assistants.ts";
import { plainOptions } from "./connect-assistants.ts";
import { cursorOptions, jetbrainsOptions, visualStudioOptions } from "./connect-editors.ts";
import { vscodeOptions, windsurfOptions } from "./connect-editors.ts";
import type { ConnectOption, Target } from "./connect-option.ts";
import { enforcementSentence } from "./enforcement.ts";
import type { Values } from "./fill.ts";
import { launchesOf } from "./launch.ts";
import type { BundleLaunch, Launch } from "./launch-kinds.ts";
import { plainKey, problemOfAddress } from "./safe-text.ts";

export type { ConnectOption } from "./connect-option.ts";
export type { Values } from "./fill.ts";

export type ConnectRequest = {
  /** The exact registry name. */
  readonly name: string;
  readonly title: string;
  readonly document: ServerJson;
  /** The gateway's address for this server: given, no client is told any other. */
  readonly gatewayUrl?: string;
  /** One of `launchesOf(document)`, when a person chose another than the first. */
  readonly launch?: Launch;
  /** Non-secret values a person typed, by variable name; an entry for a secret is ignored. */
  readonly values?: Values;
};

/** In the order of the Connect panel. */
const CLIENTS: readonly ((target: Target) => ConnectOption[])[] = [
  vscodeOptions,
  cursorOptions,
  claudeCodeOptions,
  claudeDesktopOptions,
  copilotCliOptions,
  windsurfOptions,
  jetbrainsOptions,
  visualStudioOptions,
  codexOptions,
  geminiOptions,
  plainOptions,
];

/** How to connect each client to a server. Empty when the document offers no safe way. */
export function connectOptions(request: ConnectRequest): ConnectOption[] {
  const { name, document, gatewayUrl, values = {} } = request;
  const launches = gatewayUrl === undefined ? launchesOf(document) : throughGateway(gatewayUrl);
  const launch = (gatewayUrl === undefined ? request.launch : undefined) ?? launches[0];
  if (launch === undefined) return [];
  if (launch.kind === "bundle") return [bundleOption(launch, request.title)];

  const program = launch.kind === "stdio" ? launch : (launches.find(isProgram) ?? null);
  const target: Target = { name, key: plainKey(name), launch, program, values };
  return CLIENTS.flatMap((optionsFor) => optionsFor(target));
}

const isProgram = (launch: Launch): launch is Connectable => launch.kind === "stdio";

function throughGateway(url: string): Launch[] {
  if (problemOfAddress(url) !== null) return [];
  return [
    {
      kind: "http",
      label: "Gateway",
      url,
      address: [url],
      headers: [],
      startFirst: null,
      variables: [],
      notes: ["The connection goes through the gateway, not to the server itself."],
    },
  ];
}

function bundleOption(launch: BundleLaunch, title: string): ConnectOption {
  const check =
    launch.sha256 === null
      ? "The document names no checksum."
      : `Check its SHA-256: ${launch.sha256}`;
  return {
    id: "claude-desktop-bundle",
    client: "claude-desktop",
    label: `Download ${title}`,
    kind: "link",
    href: launch.url,
    text: launch.url,
    steps: [
      "Download the bundle.",
      check,
      "Open it with a client that installs MCP bundles, such as Claude Desktop (Settings, Extensions).",
      ...launch.notes,
    ],
    enforces: enforcementSentence("claude-desktop"),
    asks: launch.variables,
  };
}
