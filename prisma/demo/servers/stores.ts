import type { DemoServer } from "../demo-server.ts";
import { inCluster } from "../deployments.ts";
import { SCHEMA, github, npm, option, optionalSecret, pypi } from "../documents.ts";
import { unmarked } from "../tools.ts";

export const STORE_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.redis/mcp-redis",
          title: "Redis",
          description: "Strings, hashes, lists, streams and vector search in Redis.",
          version: "0.3.5",
          repository: github("redis/mcp-redis"),
          packages: [
            pypi("redis-mcp-server", "0.3.5", [
              option("REDIS_HOST", "Host of the database.", "127.0.0.1"),
              option("REDIS_PORT", "Port of the database.", "6379"),
              option("REDIS_USERNAME", "User to sign in as.", "default"),
              optionalSecret("REDIS_PWD", "Password of that user."),
              option("REDIS_SSL", "Whether to encrypt the connection.", "False"),
            ]),
          ],
        },
        lifecycle: "approved",
        publishedDaysAgo: 380,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "restricted",
    ownerTeam: "data",
    deputy: "owner-data@acme.example",
    visibleToTeams: ["data", "payments"],
    exposed: false,
    categories: ["Data & databases"],
    tags: ["redis", "cache", "sessions"],
    supportContact: "data@acme.example",
    supportChannel: "#mcp-databases",
    documentation: "https://github.com/redis/mcp-redis#readme",
    deployments: [inCluster("production", "https://redis.mcp.acme.example/mcp", "Data")],
    tools: [
      unmarked("get", "Returns a string.", "key"),
      unmarked(
        "set",
        "Stores a string, if asked for a limited time.",
        "key, value, expiration?: integer",
      ),
      unmarked("hget", "Returns a field of a hash.", "name, key"),
      unmarked("hset", "Stores a field of a hash.", "name, key, value, expire_seconds?: integer"),
      unmarked("hgetall", "Returns a whole hash.", "name"),
      unmarked("delete", "Deletes a key.", "key"),
      unmarked("expire", "Gives a key a time to live.", "name, expire_seconds: integer"),
      unmarked("type", "Tells what kind of value a key holds.", "key"),
      unmarked("dbsize", "Counts the keys."),
      unmarked("info", "Returns facts about the server.", "section?"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.modelcontextprotocol/server-postgres",
          title: "PostgreSQL (archived)",
          description:
            "Early reference server that answers SQL queries from one PostgreSQL database.",
          version: "0.6.2",
          repository: github("modelcontextprotocol/servers-archived", "src/postgres"),
          packages: [
            {
              ...npm("@modelcontextprotocol/server-postgres", "0.6.2"),
              packageArguments: [
                {
                  type: "positional",
                  valueHint: "database_url",
                  description: "Connection string of the database.",
                  isRequired: true,
                  isSecret: true,
                },
              ],
            },
          ],
        },
        lifecycle: "retired",
        publishedDaysAgo: 715,
      },
    ],
    origin: "community",
    lifecycle: "retired",
    statusMessage: "Archived upstream; its read-only transaction could be left by a crafted query.",
    classification: "confidential",
    ownerTeam: "data",
    exposed: false,
    categories: ["Data & databases"],
    tags: ["postgres", "sql", "archived"],
    supportChannel: "#mcp-databases",
    deployments: [
      {
        ...inCluster("staging", "https://postgres.mcp.staging.acme.example/mcp", "Data"),
        status: "ended",
      },
    ],
    tools: [unmarked("query", "Runs one SQL query in a read-only transaction.", "sql?")],
  },
];
