import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { inCluster } from "../deployments.ts";
import {
  SCHEMA,
  flag,
  github,
  npm,
  oci,
  option,
  optionalSecret,
  secret,
  setting,
} from "../documents.ts";
import { MONGODB_README } from "../readmes/data.ts";
import { adds, browses, destroys, reads, sets, unmarked } from "../tools.ts";

function mongodb(version: string): ServerJson {
  const settings = [
    optionalSecret("MDB_MCP_CONNECTION_STRING", "Database to connect to at start."),
    optionalSecret("MDB_MCP_API_CLIENT_ID", "Client id of an Atlas service account."),
    optionalSecret("MDB_MCP_API_CLIENT_SECRET", "Secret of that service account."),
    flag("MDB_MCP_READ_ONLY", "Leaves out every tool that writes."),
    option("MDB_MCP_DISABLED_TOOLS", "Comma-separated tools or categories to leave out."),
  ];
  return {
    $schema: SCHEMA,
    name: "io.github.mongodb-js/mongodb-mcp-server",
    title: "MongoDB",
    description: "Queries, aggregations, indexes and schemas of MongoDB and Atlas clusters.",
    version,
    repository: github("mongodb-js/mongodb-mcp-server"),
    packages: [
      npm("mongodb-mcp-server", version, settings),
      oci(`docker.io/mongodb/mongodb-mcp-server:${version}`, settings),
    ],
  };
}

/** `at` is the argument that names the connection; releases before 2 had only one connection. */
function mongodbTools(at: string) {
  return [
    reads("list-databases", "Lists the databases.", at),
    reads("list-collections", "Lists the collections of a database.", `${at}database`),
    reads(
      "collection-schema",
      "Guesses the schema from a sample.",
      `${at}database, collection, sampleSize?: number`,
    ),
    reads("collection-indexes", "Lists the indexes of a collection.", `${at}database, collection`),
    reads(
      "find",
      "Runs a query.",
      `${at}database, collection, filter?: object, projection?: object, limit?: number, sort?: object`,
    ),
    reads(
      "aggregate",
      "Runs an aggregation pipeline.",
      `${at}database, collection, pipeline: object[]`,
    ),
    reads("count", "Counts documents.", `${at}database, collection, query?: object`),
    reads(
      "explain",
      "Explains how a query would run.",
      `${at}database, collection, method: object[]`,
    ),
    adds("insert-many", "Inserts documents.", `${at}database, collection, documents: object[]`),
    adds(
      "create-index",
      "Makes an index.",
      `${at}database, collection, name?, definition: object[]`,
    ),
    destroys(
      "delete-many",
      "Deletes the documents a filter matches.",
      `${at}database, collection, filter?: object`,
    ),
    destroys("drop-collection", "Deletes a collection.", `${at}database, collection`),
  ];
}

const UPDATE_MANY = ["update-many", "Changes the documents a filter matches."] as const;
const UPDATE_FIELDS = "database, collection, filter?: object, update: object, upsert?: boolean";
const MONGODB_TOOLS_1 = [...mongodbTools(""), sets(...UPDATE_MANY, UPDATE_FIELDS)];
const MONGODB_TOOLS_2 = [
  ...mongodbTools("connectionId, "),
  destroys(...UPDATE_MANY, `connectionId, ${UPDATE_FIELDS}`),
  reads("list-connections", "Lists the open connections."),
];

function supabase(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "com.supabase/mcp",
    title: "Supabase",
    description: "Projects, tables, migrations, branches and logs of a Supabase organisation.",
    version,
    websiteUrl: "https://supabase.com/mcp",
    repository: github("supabase/mcp"),
    packages: [
      npm("@supabase/mcp-server-supabase", version, [
        secret("SUPABASE_ACCESS_TOKEN", "Personal access token of the Supabase account."),
      ]),
    ],
    remotes: [{ type: "streamable-http", url: "https://mcp.supabase.com/mcp" }],
  };
}

export const DATABASE_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: mongodb("1.5.0"),
        lifecycle: "approved",
        publishedDaysAgo: 231,
        tools: MONGODB_TOOLS_1,
      },
      {
        document: mongodb("2.1.1"),
        lifecycle: "approved",
        publishedDaysAgo: 74,
        changelog:
          "Several connections at once: every tool asks which one. Updates count as destructive.",
      },
      {
        document: mongodb("3.0.4"),
        lifecycle: "candidate",
        publishedDaysAgo: 61,
        tools: [
          ...MONGODB_TOOLS_2,
          browses(
            "search-knowledge",
            "Searches MongoDB's own documentation.",
            "query, limit?: number",
          ),
        ],
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "confidential",
    ownerTeam: "data",
    deputy: "owner-data@acme.example",
    visibleToTeams: ["data", "payments", "platform", "security-engineering"],
    exposed: false,
    categories: ["Data & databases"],
    tags: ["mongodb", "documents", "query"],
    supportContact: "data@acme.example",
    supportChannel: "#mcp-databases",
    documentation: "https://github.com/mongodb-js/mongodb-mcp-server#readme",
    readme: MONGODB_README,
    deployments: [
      inCluster("production", "https://mongodb.mcp.acme.example/mcp", "Data"),
      inCluster("staging", "https://mongodb.mcp.staging.acme.example/mcp", "Data"),
    ],
    tools: MONGODB_TOOLS_2,
  },
  {
    versions: [
      { document: supabase("0.5.10"), lifecycle: "deprecated", publishedDaysAgo: 257 },
      { document: supabase("0.10.0"), lifecycle: "approved", publishedDaysAgo: 99 },
      { document: supabase("0.13.0"), lifecycle: "approved", publishedDaysAgo: 62 },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "data",
    deputy: "owner-data@acme.example",
    exposed: true,
    categories: ["Data & databases", "Cloud & infrastructure"],
    tags: ["postgres", "migrations", "branches"],
    supportChannel: "#mcp-databases",
    documentation: "https://supabase.com/docs/guides/getting-started/mcp",
    deployments: [
      {
        environment: "development",
        model: "cloud",
        provider: "Supabase",
        region: "eu-central-1",
        residency: "EU",
        address: "https://mcp.supabase.com/mcp",
        operatedBy: "Supabase",
        status: "active",
      },
    ],
    tools: [
      reads("list_projects", "Lists the projects of the account."),
      reads("list_tables", "Lists the tables of some schemas.", "project_id, schemas?: string[]"),
      reads("list_migrations", "Lists the applied migrations.", "project_id"),
      destroys(
        "apply_migration",
        "Changes the schema and records it as a migration.",
        "project_id, name, query",
      ),
      destroys("execute_sql", "Runs SQL, reading or writing.", "project_id, query"),
      reads(
        "get_logs",
        "Returns recent logs of one service.",
        "project_id, service: api|branch-action|postgres|edge-function|auth|storage|realtime",
      ),
      reads("get_project_url", "Returns the address of a project's API.", "project_id"),
      reads("generate_typescript_types", "Writes TypeScript types for the schema.", "project_id"),
      adds(
        "create_branch",
        "Makes a development branch, which costs money.",
        "project_id, name?, confirm_cost_id",
      ),
      reads("list_branches", "Lists the branches.", "project_id"),
      destroys("merge_branch", "Brings a branch to production.", "branch_id"),
      destroys("delete_branch", "Deletes a branch.", "branch_id"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.elastic/mcp-server-elasticsearch",
          title: "Elasticsearch",
          description: "Lists indices, shows mappings and runs searches in Elasticsearch.",
          version: "0.3.1",
          repository: github("elastic/mcp-server-elasticsearch"),
          packages: [
            npm("@elastic/mcp-server-elasticsearch", "0.3.1", [
              setting("ES_URL", "Address of the cluster."),
              optionalSecret("ES_API_KEY", "API key of the cluster."),
              option("ES_USERNAME", "User, where no key is given."),
              optionalSecret("ES_PASSWORD", "Password of that user."),
              flag("ES_SSL_SKIP_VERIFY", "Accepts any certificate."),
            ]),
          ],
        },
        lifecycle: "deprecated",
        publishedDaysAgo: 560,
      },
    ],
    origin: "vendor",
    lifecycle: "deprecated",
    statusMessage:
      "Superseded upstream by the endpoint inside Elasticsearch. Move before the next upgrade.",
    classification: "confidential",
    ownerTeam: "data",
    deputy: "owner-data@acme.example",
    exposed: true,
    categories: ["Data & databases", "Observability"],
    tags: ["search", "logs", "indices"],
    supportChannel: "#mcp-databases",
    deployments: [inCluster("production", "https://elasticsearch.mcp.acme.example/mcp", "Data")],
    tools: [
      unmarked("list_indices", "Lists indices by a pattern.", "indexPattern"),
      unmarked("get_mappings", "Shows the fields of an index.", "index"),
      unmarked(
        "search",
        "Runs a search.",
        "index, queryBody: object, profile?: boolean, explain?: boolean",
      ),
      unmarked("get_shards", "Shows how an index is spread.", "index?"),
    ],
  },
];
