import type { DemoServer } from "../demo-server.ts";
import { atVendor } from "../deployments.ts";
import { SCHEMA, github, http, npm, option, optionalSecret, sse } from "../documents.ts";
import { adds, destroys, reads, unmarked } from "../tools.ts";

export const PRODUCTIVITY_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.notion/mcp",
          title: "Notion",
          description: "Finds, reads and writes pages and databases of a Notion workspace.",
          version: "1.0.1",
          websiteUrl: "https://developers.notion.com",
          remotes: [http("https://mcp.notion.com/mcp"), sse("https://mcp.notion.com/sse")],
        },
        lifecycle: "approved",
        publishedDaysAgo: 430,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "customer-success",
    deputy: "engineer@acme.example",
    exposed: true,
    categories: ["Productivity", "Knowledge"],
    tags: ["wiki", "notes", "pages"],
    supportContact: "customer-success@acme.example",
    supportChannel: "#mcp-notion",
    documentation: "https://developers.notion.com/docs/mcp",
    deployments: [atVendor("Notion", "https://mcp.notion.com/mcp", "US")],
    tools: [
      reads(
        "notion-search",
        "Searches the workspace and connected tools.",
        "query, query_type?: internal|user",
      ),
      reads("notion-fetch", "Returns a page or database.", "id"),
      adds("notion-create-pages", "Makes pages.", "parent?: object, pages: object[]"),
      destroys("notion-update-page", "Changes a page's properties or content.", "data: object"),
      destroys(
        "notion-move-pages",
        "Moves pages under another one.",
        "page_or_database_ids: string[], new_parent: object",
      ),
      adds("notion-duplicate-page", "Copies a page.", "page_id"),
      adds(
        "notion-create-database",
        "Makes a database.",
        "parent?: object, properties: object, title?: object[]",
      ),
      adds("notion-create-comment", "Comments on a page.", "parent: object, rich_text: object[]"),
      reads("notion-get-comments", "Lists a page's comments.", "page_id"),
      reads("notion-get-users", "Lists the people of the workspace."),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "com.atlassian/atlassian-mcp-server",
          title: "Atlassian Rovo",
          description:
            "Jira issues and Confluence pages, with the permissions of the person who asks.",
          version: "1.0.0",
          websiteUrl: "https://www.atlassian.com/platform/remote-mcp-server",
          repository: github("atlassian/atlassian-mcp-server"),
          remotes: [sse("https://mcp.atlassian.com/v1/sse")],
        },
        lifecycle: "approved",
        publishedDaysAgo: 397,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    exposed: true,
    categories: ["Productivity"],
    tags: ["jira", "confluence", "issues", "wiki"],
    supportContact: "platform@acme.example",
    supportChannel: "#mcp-atlassian",
    documentation:
      "https://support.atlassian.com/rovo/docs/getting-started-with-the-atlassian-remote-mcp-server/",
    deployments: [atVendor("Atlassian", "https://mcp.atlassian.com/v1/sse", "EU")],
    tools: [
      reads("getAccessibleAtlassianResources", "Lists the sites the person may use."),
      reads(
        "searchJiraIssuesUsingJql",
        "Finds issues by a JQL query.",
        "cloudId, jql, fields?: string[], maxResults?: number",
      ),
      reads("getJiraIssue", "Returns one issue.", "cloudId, issueIdOrKey, fields?: string[]"),
      adds(
        "createJiraIssue",
        "Makes an issue.",
        "cloudId, projectKey, issueTypeName, summary, description?",
      ),
      destroys(
        "editJiraIssue",
        "Changes fields of an issue.",
        "cloudId, issueIdOrKey, fields: object",
      ),
      adds("addCommentToJiraIssue", "Comments on an issue.", "cloudId, issueIdOrKey, commentBody"),
      adds(
        "transitionJiraIssue",
        "Moves an issue along its workflow.",
        "cloudId, issueIdOrKey, transition: object",
      ),
      reads(
        "searchConfluenceUsingCql",
        "Finds pages by a CQL query.",
        "cloudId, cql, limit?: number",
      ),
      reads("getConfluencePage", "Returns one page.", "cloudId, pageId"),
      adds("createConfluencePage", "Makes a page.", "cloudId, spaceId, title, body, parentId?"),
      destroys("updateConfluencePage", "Replaces a page.", "cloudId, pageId, title?, body"),
    ],
  },
  {
    versions: [
      {
        // The registry's entry for Linear; its exact publishing date is not known here.
        document: {
          $schema: SCHEMA,
          name: "app.linear/linear",
          title: "Linear",
          description: "Issues, projects and cycles of a Linear workspace.",
          version: "1.0.1",
          websiteUrl: "https://linear.app/docs/mcp",
          remotes: [http("https://mcp.linear.app/mcp"), sse("https://mcp.linear.app/sse")],
        },
        lifecycle: "approved",
        publishedDaysAgo: 400,
      },
    ],
    origin: "vendor",
    lifecycle: "approved",
    classification: "internal",
    ownerTeam: "design-systems",
    deputy: "engineer@acme.example",
    exposed: true,
    categories: ["Productivity"],
    tags: ["issues", "projects", "planning"],
    supportChannel: "#mcp-linear",
    documentation: "https://linear.app/docs/mcp",
    deployments: [atVendor("Linear", "https://mcp.linear.app/mcp", "US")],
    tools: [
      reads("list_issues", "Lists issues.", "query?, team?, assignee?, state?, limit?: number"),
      reads("get_issue", "Returns one issue.", "id"),
      adds(
        "create_issue",
        "Makes an issue.",
        "title, team, description?, assignee?, priority?: number",
      ),
      destroys("update_issue", "Changes an issue.", "id, title?, description?, state?, assignee?"),
      reads("list_comments", "Lists an issue's comments.", "issueId"),
      adds("create_comment", "Comments on an issue.", "issueId, body"),
      reads("list_projects", "Lists projects.", "query?, team?, limit?: number"),
      reads("list_teams", "Lists the teams.", "query?"),
      reads("list_users", "Lists the people.", "query?"),
    ],
  },
  {
    versions: [
      {
        document: {
          $schema: SCHEMA,
          name: "io.github.korotovsky/slack-mcp-server",
          title: "Slack (community)",
          description: "Reads channels, threads and messages of a Slack workspace.",
          version: "1.3.0",
          repository: github("korotovsky/slack-mcp-server"),
          packages: [
            npm("slack-mcp-server", "1.3.0", [
              optionalSecret("SLACK_MCP_XOXP_TOKEN", "Token of a Slack app acting for a user."),
              optionalSecret("SLACK_MCP_XOXC_TOKEN", "Token of a browser session."),
              optionalSecret("SLACK_MCP_XOXD_TOKEN", "Cookie of the same browser session."),
              option("SLACK_MCP_ADD_MESSAGE_TOOL", "Channels in which it may post."),
            ]),
          ],
        },
        lifecycle: "rejected",
        publishedDaysAgo: 128,
      },
    ],
    origin: "community",
    lifecycle: "rejected",
    statusMessage:
      "Can run on browser session tokens; our policy asks for an installed, approved Slack app.",
    classification: null,
    ownerTeam: "customer-success",
    exposed: false,
    categories: ["Productivity"],
    tags: ["chat", "slack", "messages"],
    documentation: "https://github.com/korotovsky/slack-mcp-server#readme",
    deployments: [],
    tools: [
      unmarked("channels_list", "Lists channels.", "channel_types, sort?, limit?: number, cursor?"),
      unmarked(
        "conversations_history",
        "Returns messages of a channel.",
        "channel_id, limit?, cursor?",
      ),
      unmarked(
        "conversations_replies",
        "Returns a thread.",
        "channel_id, thread_ts, limit?, cursor?",
      ),
      unmarked(
        "conversations_search_messages",
        "Searches messages.",
        "search_query?, filter_in_channel?, limit?: number",
      ),
      unmarked("conversations_add_message", "Posts a message.", "channel_id, thread_ts?, payload?"),
    ],
  },
];
