import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { atVendor, onLaptops } from "../deployments.ts";
import { SCHEMA, github, http, npm, secret } from "../documents.ts";
import { FIGMA_README } from "../readmes/business.ts";
import { browses, reads, sets, unmarked } from "../tools.ts";

function figma(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "com.figma.mcp/mcp",
    title: "Figma",
    description: "Brings frames, variables and components of a Figma file to the coding agent.",
    version,
    repository: github("figma/mcp-server-guide"),
    remotes: [http("https://mcp.figma.com/mcp")],
  };
}

/** The age of 0.6.4 is approximate. */
function framelink(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.GLips/Figma-Context-MCP",
    title: "Framelink for Figma",
    description: "Simplified layout data and images of Figma files.",
    version,
    websiteUrl: "https://www.framelink.ai",
    repository: github("GLips/Figma-Context-MCP"),
    packages: [
      {
        ...npm("figma-developer-mcp", version, [
          secret("FIGMA_API_KEY", "Personal access token that may read files."),
        ]),
        packageArguments: [{ type: "named", name: "--stdio" }],
      },
    ],
  };
}

const NODE = "nodeId?, clientLanguages?, clientFrameworks?";
const FRAMELINK_DATA = ["get_figma_data", "Returns the layout of a file or frame."] as const;
const FRAMELINK_IMAGES = ["download_figma_images", "Saves images of a file."] as const;
const DATA_FIELDS = "fileKey, nodeId?, depth?: number";
const IMAGE_FIELDS = "fileKey, nodes: object[], pngScale?: number, localPath";

export const DESIGN_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      { document: figma("1.0.2"), lifecycle: "approved", publishedDaysAgo: 410 },
      { document: figma("1.0.3"), lifecycle: "approved", publishedDaysAgo: 403 },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "design-systems",
    deputy: "engineer@acme.example",
    exposed: true,
    categories: ["Design"],
    tags: ["figma", "components", "handoff"],
    supportContact: "design-systems@acme.example",
    supportChannel: "#mcp-design",
    documentation: "https://developers.figma.com/docs/figma-mcp-server/",
    readme: FIGMA_README,
    deployments: [atVendor("Figma", "https://mcp.figma.com/mcp", "US")],
    tools: [
      reads("get_design_context", "Returns a frame as code to start from.", NODE),
      reads("get_variable_defs", "Lists variables and styles in a selection.", NODE),
      reads("get_code_connect_map", "Says which component belongs to which code.", "nodeId?"),
      reads("get_screenshot", "Returns a picture of a selection.", NODE),
      reads("get_metadata", "Returns the outline of a selection.", NODE),
      reads("get_figjam", "Returns a FigJam board.", NODE),
      sets(
        "create_design_system_rules",
        "Writes rules for an agent to follow.",
        "clientLanguages?, clientFrameworks?",
      ),
      browses("whoami", "Says who is signed in."),
    ],
  },
  {
    versions: [
      {
        document: framelink("0.6.4"),
        lifecycle: "deprecated",
        publishedDaysAgo: 400,
        tools: [
          unmarked(...FRAMELINK_DATA, DATA_FIELDS),
          unmarked(...FRAMELINK_IMAGES, IMAGE_FIELDS),
        ],
      },
      { document: framelink("0.13.2"), lifecycle: "deprecated", publishedDaysAgo: 154 },
    ],
    origin: "community",
    lifecycle: "deprecated",
    statusMessage: "Use Figma's own server; this one needs a token of each person.",
    classification: "internal",
    ownerTeam: "design-systems",
    exposed: true,
    categories: ["Design"],
    tags: ["figma", "images"],
    supportChannel: "#mcp-design",
    documentation: "https://github.com/GLips/Figma-Context-MCP#readme",
    deployments: [onLaptops()],
    tools: [reads(...FRAMELINK_DATA, DATA_FIELDS), sets(...FRAMELINK_IMAGES, IMAGE_FIELDS)],
  },
];
