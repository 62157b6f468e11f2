export const ORDERS_README = `
# Orders

Our own server over the order service. It shows orders and parcels, quotes prices, and starts returns.

## Tools at a glance

| Tool | Changes something | Needs |
| --- | --- | --- |
| search_orders, get_order | no | orders:read |
| get_shipment | no | orders:read |
| quote_price | not before 2.0 | prices:read |
| start_return, add_note | yes | orders:write |

## Coming in 2.0

- **quote_price** will reserve stock and drop older quotes. It stops being a tool that only looks.
- It will ask for a *customerId*, so calls of 1.5 will fail.
- **cancel_order** is new.

Agents that quote while they chat would block the warehouse. Please try 2.0 in staging and tell us in
**#mcp-orders** before the review ends.

~~~json
{ "tool": "get_order", "arguments": { "orderId": "A-100042" } }
~~~

Answers hold names and addresses: *restricted*, self-hosted only.
`.trim();

export const DEPLOY_README = `
# Deploy pipeline

Starts, watches and rolls back deployments, with the same rules as the buttons in the pipeline.

## Typical use

1. **list_deployments** to see what runs where
2. **start_deployment** to staging
3. **get_deployment** until the checks are green
4. Production, with a ticket

~~~json
{
  "tool": "start_deployment",
  "arguments": { "service": "checkout", "version": "2026.11.3", "environment": "staging" }
}
~~~

## What version 1.0 changes

A deployment must name its **changeTicket**. Without one the call is refused, also in development. Old
prompts need one more sentence.

## Limits

- Production is closed from Friday noon to Monday morning; **roll_back** works at any time.
- One rollout per service at a time.
- Everything is written to the audit log under the name of the person, not of the agent.
`.trim();

export const HR_README = `
# HR directory

Answers who somebody is, in which team, and how to reach them. It knows nothing of pay, leave or
reviews, and will not learn it.

## Fields by reader

| Field | Platform | Security engineering |
| --- | --- | --- |
| Name, team, office | yes | yes |
| Phone on call | yes | yes |
| Reporting line | no | yes |
| Account state | no | yes |

The token decides, so a prompt cannot ask for more.

## Please

- Look up one person at a time; exports are refused above fifty entries.
- Do not copy entries into other systems. They change daily.
- Report a wrong entry in **#mcp-directory**.

Every lookup is recorded with its reason. People can see who looked them up, and now and then they ask.
`.trim();
