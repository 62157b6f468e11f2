import type { DemoServer } from "../demo-server.ts";
import { atVendor } from "../deployments.ts";
import { SCHEMA, github, http, optionalSecret } from "../documents.ts";
import { browses, reads } from "../tools.ts";

export const KNOWLEDGE_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "co.huggingface/hf-mcp-server",
          title: "Hugging Face",
          description: "Finds models, datasets, papers and Spaces on the Hugging Face Hub.",
          version: "0.2.33",
          websiteUrl: "https://huggingface.co/settings/mcp",
          repository: github("huggingface/hf-mcp-server"),
          remotes: [
            http("https://huggingface.co/mcp", [
              optionalSecret("Authorization", "Bearer with a Hub token, for private content."),
            ]),
          ],
        },
        lifecycle: "approved",
        publishedDaysAgo: 397,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "data",
    deputy: "owner-data@acme.example",
    exposed: true,
    categories: ["Knowledge"],
    tags: ["models", "datasets", "papers"],
    supportChannel: "#mcp-help",
    documentation: "https://huggingface.co/docs/hub/hf-mcp-server",
    deployments: [atVendor("Hugging Face", "https://huggingface.co/mcp", "US")],
    tools: [
      reads("hf_whoami", "Says who is signed in."),
      browses("space_search", "Finds Spaces.", "query, limit?: number, mcp?: boolean"),
      browses("model_search", "Finds models.", "query?, author?, task?, library?, limit?: number"),
      browses(
        "dataset_search",
        "Finds datasets.",
        "query?, author?, tags?: string[], limit?: number",
      ),
      browses("paper_search", "Finds papers.", "query, results_limit?: number"),
      browses(
        "hub_repo_details",
        "Describes repositories.",
        "repo_ids: string[], repo_type?: model|dataset|space",
      ),
      browses("hf_doc_search", "Searches the documentation.", "query, product?"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.microsoft/microsoft-learn-mcp",
          title: "Microsoft Learn",
          description: "Searches and reads Microsoft's official documentation.",
          version: "1.0.0",
          websiteUrl: "https://learn.microsoft.com",
          repository: github("MicrosoftDocs/mcp"),
          remotes: [http("https://learn.microsoft.com/api/mcp")],
        },
        lifecycle: "approved",
        // Approximate.
        publishedDaysAgo: 400,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "public",
    ownerTeam: "platform",
    exposed: true,
    categories: ["Knowledge", "Developer tools"],
    tags: ["documentation", "azure", "dotnet"],
    supportChannel: "#mcp-help",
    documentation: "https://learn.microsoft.com/training/support/mcp",
    deployments: [atVendor("Microsoft", "https://learn.microsoft.com/api/mcp", "US")],
    tools: [
      browses("microsoft_docs_search", "Searches the documentation.", "query"),
      browses("microsoft_docs_fetch", "Returns a page as markdown.", "url"),
      browses("microsoft_code_sample_search", "Finds code examples.", "query, language?"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.stackoverflow.mcp/mcp",
          title: "Stack Overflow",
          description: "Questions and answers of Stack Overflow, with who wrote them.",
          version: "1.0.0",
          websiteUrl: "https://stackoverflow.com",
          remotes: [http("https://mcp.stackoverflow.com")],
        },
        lifecycle: "candidate",
        publishedDaysAgo: 382,
      },
    ],
    origin: "vendor",
    lifecycle: "candidate",
    classification: "public",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: false,
    categories: ["Knowledge"],
    tags: ["questions", "answers"],
    deployments: [],
    tools: [],
  },
];
