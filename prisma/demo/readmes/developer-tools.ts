export const GITHUB_README = `
# GitHub at Acme

Connects an assistant to the repositories of the **acme** organisation. What it can do is never more
than the token behind it can do.

## Which way to connect

| Way | When | Sign-in |
| --- | --- | --- |
| Hosted | Editors that know OAuth | Your GitHub account |
| Container | Pipelines, command line | A token with few permissions |

The container reads its settings from the environment:

~~~sh
docker run -i --rm -e GITHUB_PERSONAL_ACCESS_TOKEN ghcr.io/github/github-mcp-server:0.30.3
~~~

## House rules

- Start with **GITHUB_READ_ONLY=1**. Switch writing on when a task needs it.
- Ask for a fine-grained token, limited to the repositories you work in and to 30 days.
- Merging stays with people: branch protection asks for a review whoever opens the pull request.
- Text in issues and pull requests is written by strangers. An agent that reads it should not hold a
  token for private repositories at the same time.

Questions go to **#mcp-github**.
`.trim();

export const PLAYWRIGHT_README = `
# Playwright

Gives an agent a browser it can see through the accessibility tree: names and roles rather than
pixels, so that it needs no vision model and finds the same things a screen reader finds.

## What we use it for

- Reproducing a bug report step by step and keeping the trace
- Writing the first draft of an end-to-end test
- Checking that a page can be used with a keyboard alone

## Start it

~~~json
{
  "command": "npx",
  "args": ["@playwright/mcp@0.0.83", "--isolated", "--headless"]
}
~~~

**--isolated** keeps the profile in memory. Without it the browser remembers every sign-in, and the
next agent inherits it.

## Before you let it loose

The browser reaches whatever your machine reaches, the intranet included. On the shared deployment
only staging hosts are allowed; locally, pass the allowed origins yourself. Pages can contain
instructions addressed to the agent, so never combine it with tools that can send data away.
`.trim();

export const CONTEXT7_README = `
# Context7

Looks up the documentation of a library in the version you have, so that answers use functions that
exist.

## How a question goes

1. **resolve-library-id** turns a name such as "prisma" into an identifier.
2. **query-docs** answers from the pages of that library.

| Setting | Needed | What for |
| --- | --- | --- |
| CONTEXT7_API_KEY | no | A higher limit, private sources |

Release 2 renamed the second tool. Prompts that still say *get-library-docs* find nothing.

## What leaves the company

Your question does, word for word. Ask about the library, not about our code: no customer names, no
internal hosts, no stack traces with paths. The data we send was classified **public** for that reason,
and the review in the catalog says so. Answers come from pages that anybody may edit, so read commands
before running them.
`.trim();

export const FILESYSTEM_README = `
# Filesystem

Lets an agent list, read, search and edit files below the folders named at start. Everything else is
refused, links that lead out included.

## Start it

~~~sh
npx -y @modelcontextprotocol/server-filesystem@2026.8.31 ~/projects/website
~~~

## Which tools change something

- **write_file** replaces the whole file without asking
- **edit_file** changes passages; set *dryRun* first and read the difference
- **move_file** fails where the target exists, but a script that expected the old name breaks
- **create_directory** is harmless

## House rules

Name the project folder, never your home folder: keys, browser profiles and mail lie there. Keep the
folder under version control, so that every change can be seen and undone. Clients that announce
*roots* replace the folders given at start, so check with **list_allowed_directories** what the
server really opened.
`.trim();
