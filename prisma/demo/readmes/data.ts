export const MONGODB_README = `
# MongoDB

Asks our clusters questions in plain language. The shared deployment connects with a reading account
to the replicas, so that a slow aggregation hurts nobody.

## Good first questions

- Which collections of **shop** grew most this month?
- Which indexes of *orders* does nobody use?
- Explain why this query scans the collection

## Settings

| Variable | Shared deployment | Laptop |
| --- | --- | --- |
| MDB_MCP_READ_ONLY | true, fixed | true, advised |
| MDB_MCP_CONNECTION_STRING | set by the Data team | your own database |
| MDB_MCP_DISABLED_TOOLS | atlas | as you like |

## Since version 2

Several connections can be open at once, so every tool asks for a **connectionId**;
**list-connections** shows them. Updates are marked as destructive, and most clients will now ask
before running one.

Results are personal data more often than not. Do not paste them into tickets. For anything that
writes, open a request with the Data team in **#mcp-databases** instead.
`.trim();

export const KUBERNETES_README = `
# Kubernetes

Talks to the Kubernetes API directly, without kubectl, for the clusters in its kubeconfig.

## Access

| Cluster | Mode | Who |
| --- | --- | --- |
| staging | reading and writing | Platform |
| production | reading only | Platform, Security engineering |

The production deployment starts with **--read-only**: tools that write are not even listed. The
account behind it cannot read Secrets, and that is enforced by the cluster, not by this server.

## Useful moves

1. **events_list** for the namespace that misbehaves
2. **pods_top** to see who eats the memory
3. **pods_log** with *previous* set, for the container that died

~~~sh
npx kubernetes-mcp-server@0.0.67 --read-only --toolsets core,config
~~~

Logs are input from outside. Somebody can write a sentence into a log line that reads like an order
to the agent; this is why production offers nothing that could carry it out.
`.trim();

export const TERRAFORM_README = `
# Terraform

Answers with the current arguments of providers and modules instead of remembered ones, and can look
at workspaces in HCP Terraform.

## Three groups of tools

- **Registry**: providers, modules, policies. Public, needs no token.
- **Workspaces**: lists and shows them. Needs a token.
- **Operations**: starts runs. Off unless *ENABLE_TF_OPERATIONS* is true.

## Our settings

| Setting | Value |
| --- | --- |
| TFE_ADDRESS | https://app.terraform.io |
| TFE_TOKEN | from the vault, team token, plan only |
| ENABLE_TF_OPERATIONS | false |

An agent may write a plan. Applying it is the work of the pipeline after a review, as for any other
change. Version 0.5.2 adds a tool that applies runs and is a candidate until the review of it is done.

Help is in **#mcp-infrastructure**.
`.trim();

export const GRAFANA_README = `
# Grafana

One place to ask about metrics, logs, dashboards and who is on call.

## Ask it things like

- What changed in the error rate of **checkout** since the last deployment?
- Show the slowest five endpoints of yesterday
- Who is on call for payments tonight?

## How it is set up

The production server uses a service account with the *Viewer* role, so **update_dashboard** answers
with an error there. In staging the account is an *Editor*.

~~~sh
docker run -i --rm -e GRAFANA_URL -e GRAFANA_SERVICE_ACCOUNT_TOKEN docker.io/grafana/mcp-grafana:0.17.2 -t stdio
~~~

| Limit | Value |
| --- | --- |
| Longest time range | 7 days |
| Most log lines | 500 |

Logs hold addresses and order numbers of customers; the data is **confidential**, and the server may
run on our own or on hybrid ground only.
`.trim();

export const SENTRY_README = `
# Sentry

Brings errors and traces to the editor where they get fixed.

## A usual afternoon

1. Paste the address of an issue. **get_sentry_resource** fetches the stack and its breadcrumbs.
2. Ask **analyze_issue_with_seer** for a likely cause.
3. Fix it, then let **update_issue** mark it as resolved in the next release.

## Fewer tools than before

Since 0.39 a handful of tools is listed. The rest is found by *search_sentry_tools* and run by
*execute_sentry_tool*. Approving that last one means approving everything behind it, so clients here
ask each time.

| Connection | Sign-in |
| --- | --- |
| https://mcp.sentry.dev/mcp | OAuth, with your account |
| Package on your machine | SENTRY_ACCESS_TOKEN |

Error messages can carry what a user typed. Treat them as text from outside.
`.trim();
