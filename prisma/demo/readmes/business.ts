export const STRIPE_README = `
# Stripe

Lets the Payments and Customer success teams look up invoices and subscriptions, and lets Payments
pay money back.

## Who may do what

| Task | Customer success | Payments |
| --- | --- | --- |
| Look up customers, invoices, payments | yes | yes |
| Draft an invoice | no | yes |
| Refund | no | yes, up to 200 EUR |
| Cancel a subscription | no | with a second person |

The limits are in the **restricted keys** and in the policy of the gateway, not in the prompt.

## Running it yourself

Only with a key of the test mode:

~~~sh
npx -y @stripe/mcp@0.2.5 --tools=all
~~~

Version 0.3 became a bridge to the server that Stripe hosts. That changes where card data may travel,
so it stays a candidate. The data is *restricted*: self-hosted deployments only.
`.trim();

export const FIGMA_README = `
# Figma

Hands a selected frame to a coding agent: layout, variables, and which of our components it stands
for.

## How to get good code out of it

- Select a frame, not a whole page; large selections are cut off
- Name layers after what they are
- Keep the mapping of **Code Connect** up to date, or the agent writes a new button each time
- Ask for *get_variable_defs* first, so that colours come as tokens

## Connect

~~~json
{ "servers": { "figma": { "type": "http", "url": "https://mcp.figma.com/mcp" } } }
~~~

Sign-in is with your own Figma account, and you see the files you may see anyway. Files of unreleased
products are in a separate team that this connection cannot open. The community server for Figma is
deprecated here, since it wanted a personal token from everyone.
`.trim();
