import type { DemoServer } from "../demo-server.ts";
import { inCluster, onLaptops } from "../deployments.ts";
import { SCHEMA, github, oci, pypi, secret } from "../documents.ts";

export const SECURITY_SERVERS: readonly DemoServer[] = [
  {
    versions: (["1.12.13", "1.12.14"] as const).map((version) => ({
      document: {
        $schema: SCHEMA,
        name: "io.github.safedep/vet-mcp",
        title: "SafeDep Vet",
        description:
          "Checks open-source packages for malware and known flaws before they are added.",
        version,
        websiteUrl: "https://safedep.io",
        repository: github("safedep/vet"),
        packages: [
          {
            ...oci(`ghcr.io/safedep/vet:v${version}`),
            packageArguments: [
              { type: "positional" as const, value: "server" },
              { type: "positional" as const, value: "mcp" },
            ],
          },
        ],
      },
      lifecycle: "approved" as const,
      publishedDaysAgo: version === "1.12.14" ? 361 : 362,
    })),
    origin: "community",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "security-engineering",
    deputy: "security-2@acme.example",
    exposed: true,
    categories: ["Security"],
    tags: ["dependencies", "malware", "supply-chain"],
    supportContact: "security@acme.example",
    supportChannel: "#mcp-security",
    documentation: "https://docs.safedep.io",
    deployments: [onLaptops()],
    tools: [],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.stackhawk/stackhawk",
          title: "StackHawk",
          description: "Sets up and runs StackHawk's dynamic security scans of your applications.",
          version: "1.1.1",
          repository: github("stackhawk/stackhawk-mcp"),
          packages: [
            pypi("stackhawk-mcp", "1.1.1", [
              secret("STACKHAWK_API_KEY", "Key of the StackHawk account."),
            ]),
          ],
        },
        lifecycle: "approved",
        publishedDaysAgo: 388,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "confidential",
    ownerTeam: "security-engineering",
    deputy: "security-1@acme.example",
    visibleToTeams: ["security-engineering", "platform"],
    exposed: false,
    categories: ["Security"],
    tags: ["scanning", "dast", "applications"],
    supportContact: "security@acme.example",
    supportChannel: "#mcp-security",
    documentation: "https://docs.stackhawk.com",
    deployments: [
      inCluster("production", "https://stackhawk.mcp.acme.example/mcp", "Security engineering"),
    ],
    tools: [],
  },
];
