import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { inCluster, onLaptops } from "../deployments.ts";
import { SCHEMA, github, npm } from "../documents.ts";
import { PLAYWRIGHT_README } from "../readmes/developer-tools.ts";
import { adds, browses, replacing, sets, unmarked, without } from "../tools.ts";

function playwright(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.microsoft/playwright-mcp",
    title: "Playwright",
    description: "Drives a real browser through its accessibility tree instead of screenshots.",
    version,
    websiteUrl: "https://playwright.dev",
    repository: github("microsoft/playwright-mcp"),
    packages: [npm("@playwright/mcp", version)],
  };
}

const PLAYWRIGHT_TOOLS = [
  adds("browser_navigate", "Opens an address in the current tab.", "url"),
  adds("browser_navigate_back", "Goes one page back in the history."),
  browses(
    "browser_snapshot",
    "Returns the page as an accessibility tree with references for the other tools.",
    "target?, filename?, depth?: number, boxes?: boolean",
  ),
  browses(
    "browser_find",
    "Finds text or a pattern on the page and says where it stands.",
    "text?, regex?, filename?",
  ),
  adds(
    "browser_click",
    "Clicks an element once or twice.",
    "element?, target, doubleClick?: boolean, button?: left|right|middle",
  ),
  adds(
    "browser_type",
    "Types text into a field, if asked key by key, and may submit it.",
    "element?, target, text, submit?: boolean, slowly?: boolean",
  ),
  adds("browser_fill_form", "Fills several fields in one call.", "fields: object[]"),
  adds(
    "browser_select_option",
    "Chooses in a drop-down list.",
    "element?, target, values: string[]",
  ),
  adds("browser_file_upload", "Puts local files into a file chooser.", "paths?: string[]"),
  browses(
    "browser_take_screenshot",
    "Takes a picture of the page or of one element.",
    "element?, target?, type?: png|jpeg|webp, filename?, fullPage?: boolean, scale: css|device",
  ),
  browses(
    "browser_console_messages",
    "Lists what the page wrote to the console.",
    "level: error|warning|info|debug, all?: boolean, filename?",
  ),
  browses(
    "browser_network_requests",
    "Lists the requests the page made since it was loaded.",
    "static: boolean, filter?, filename?",
  ),
  adds(
    "browser_evaluate",
    "Runs a function inside the page.",
    "element?, target?, function, filename?",
  ),
  adds("browser_close", "Closes the page."),
];

const PLAYWRIGHT_TOOLS_0_0_76 = replacing(without(PLAYWRIGHT_TOOLS, ["browser_find"]), [
  browses(
    "browser_take_screenshot",
    "Takes a picture of the page or of one element.",
    "element?, target?, type: png|jpeg, filename?, fullPage?: boolean",
  ),
]);

function devtools(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.ChromeDevTools/chrome-devtools-mcp",
    title: "Chrome DevTools",
    description: "Inspects, profiles and debugs pages in a live Chrome.",
    version,
    repository: github("ChromeDevTools/chrome-devtools-mcp"),
    packages: [npm("chrome-devtools-mcp", version)],
  };
}

/** From 1.x on, tools name the page they act on; before, they acted on the selected one. */
function devtoolsTools(page: string) {
  return [
    browses("list_pages", "Lists the open pages."),
    sets("select_page", "Makes a page the current one.", "pageId: number, bringToFront?: boolean"),
    adds("new_page", "Opens a page.", "url, background?: boolean, timeout?: integer"),
    adds(
      "navigate_page",
      "Loads, reloads or goes back.",
      `${page}type?: url|back|forward|reload, url?`,
    ),
    adds("click", "Clicks an element of the last snapshot.", `${page}uid, dblClick?: boolean`),
    adds("fill", "Writes into a field or chooses an option.", `${page}uid, value`),
    adds("evaluate_script", "Runs JavaScript in the page.", `${page}function, args?: string[]`),
    browses("list_network_requests", "Lists the page's requests.", `${page}pageSize?: integer`),
    browses(
      "list_console_messages",
      "Lists the page's console messages.",
      `${page}types?: string[]`,
    ),
    adds(
      "performance_start_trace",
      "Starts recording a trace.",
      `${page}reload?: boolean, filePath?`,
    ),
    browses(
      "performance_analyze_insight",
      "Explains one finding of a recorded trace.",
      `${page}insightSetId, insightName`,
    ),
    adds(
      "lighthouse_audit",
      "Runs Lighthouse and reports its scores.",
      `${page}mode?: navigation|snapshot, device?: desktop|mobile`,
    ),
  ];
}

export const BROWSER_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: playwright("0.0.76"),
        lifecycle: "deprecated",
        publishedDaysAgo: 165,
        tools: PLAYWRIGHT_TOOLS_0_0_76,
      },
      {
        document: playwright("0.0.78"),
        lifecycle: "approved",
        publishedDaysAgo: 135,
        tools: PLAYWRIGHT_TOOLS_0_0_76,
      },
      {
        document: playwright("0.0.83"),
        lifecycle: "approved",
        publishedDaysAgo: 54,
        changelog: "Finds text on a page without a whole snapshot; screenshots choose their scale.",
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "design-systems",
    deputy: "engineer@acme.example",
    exposed: true,
    categories: ["Developer tools"],
    tags: ["browser", "testing", "automation", "accessibility"],
    supportContact: "design-systems@acme.example",
    supportChannel: "#mcp-browsers",
    documentation: "https://github.com/microsoft/playwright-mcp#readme",
    readme: PLAYWRIGHT_README,
    deployments: [
      inCluster("production", "https://browsers.mcp.acme.example/playwright", "Design systems"),
      onLaptops(),
    ],
    tools: PLAYWRIGHT_TOOLS,
  },
  {
    versions: [
      { document: devtools("0.26.0"), lifecycle: "approved", publishedDaysAgo: 191 },
      {
        document: devtools("1.11.0"),
        lifecycle: "candidate",
        publishedDaysAgo: 38,
        changelog: "Almost every tool now asks which page it acts on.",
        tools: [
          ...devtoolsTools("pageId: number, "),
          browses("get_css_styles", "Lists an element's matching styles.", "pageId: number, uid"),
        ],
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "design-systems",
    deputy: "engineer@acme.example",
    exposed: true,
    categories: ["Developer tools"],
    tags: ["browser", "performance", "debugging"],
    supportChannel: "#mcp-browsers",
    documentation: "https://github.com/ChromeDevTools/chrome-devtools-mcp#readme",
    deployments: [onLaptops()],
    tools: devtoolsTools(""),
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.modelcontextprotocol/server-puppeteer",
          title: "Puppeteer",
          description: "Early reference server that scripts a Chromium through Puppeteer.",
          version: "2025.5.12",
          repository: github("modelcontextprotocol/servers-archived", "src/puppeteer"),
          packages: [npm("@modelcontextprotocol/server-puppeteer", "2025.5.12")],
        },
        lifecycle: "retired",
        publishedDaysAgo: 560,
      },
    ],
    origin: "community",
    lifecycle: "retired",
    statusMessage: "Archived upstream. Use the Playwright server.",
    classification: "internal",
    ownerTeam: "design-systems",
    exposed: false,
    categories: ["Developer tools", "Search & web"],
    tags: ["browser", "archived"],
    supportChannel: "#mcp-browsers",
    deployments: [
      {
        ...inCluster("production", "https://browsers.mcp.acme.example/puppeteer", "Design systems"),
        status: "ended",
      },
    ],
    tools: [
      unmarked(
        "puppeteer_navigate",
        "Opens an address.",
        "url, launchOptions?: object, allowDangerous?: boolean",
      ),
      unmarked(
        "puppeteer_screenshot",
        "Takes a picture.",
        "name, selector?, width?: number, height?: number",
      ),
      unmarked("puppeteer_click", "Clicks an element.", "selector"),
      unmarked("puppeteer_fill", "Fills a field.", "selector, value"),
      unmarked("puppeteer_select", "Chooses in a list.", "selector, value"),
      unmarked("puppeteer_hover", "Moves the pointer over an element.", "selector"),
      unmarked("puppeteer_evaluate", "Runs JavaScript in the page.", "script"),
    ],
  },
];
