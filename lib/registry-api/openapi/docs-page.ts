import { unversionedOperations, versionedOperations, type PathItems } from "./operations.ts";

/** No scripts and nothing from elsewhere: one style element, allowed by name in the policy below. */
const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#e3e3e8, #2a2c32); --muted: light-dark(#4c4c55, #b4b7bf); }
body { margin: 0 auto; max-width: 52rem; padding: 2rem 1rem 4rem; font: 15px/1.55 system-ui, sans-serif; }
h1 { font-size: 1.6rem; } h2 { margin-top: 2.5rem; font-size: 1.15rem; }
h3 { margin: 1.75rem 0 0.25rem; font-size: 1rem; } p { margin: 0.4rem 0; }
code, h3 { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; margin: 0.5rem 0; font-size: 14px; }
caption { text-align: left; color: var(--muted); padding: 0.4rem 0; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.75rem 0.35rem 0; border-top: 1px solid var(--line); }
`;

export const DOCS_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

type Parameter = { name: string; in: string; description: string; required?: boolean };
type Operation = {
  summary: string;
  parameters?: readonly Parameter[];
  responses?: Record<string, { description: string }>;
};

/** The API in words, for a person with a browser; the same operations as /openapi.yaml. */
export function docsPage(prefix: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Registry API</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Registry API</h1>
<p>The official MCP registry API, for reading. Give clients the base address without
<code>/v0.1</code>. Without a token readers get what an administrator exposed; with
<code>Authorization: Bearer …</code> they get what the token's person may see. What a reader may
not see does not exist. <code>${text(prefix)}/v0</code> answers the same as
<code>${text(prefix)}/v0.1</code>.</p>
<p>For machines: <a href="${text(prefix)}/openapi.yaml">openapi.yaml</a>,
<a href="${text(prefix)}/openapi.json">openapi.json</a>.</p>
<h2>Servers and checks</h2>
${section(`${prefix}/v0.1`, versionedOperations())}
<h2>This description</h2>
${section(prefix, unversionedOperations())}
</main>
</body>
</html>
`;
}

function section(base: string, items: PathItems): string {
  return Object.entries(items)
    .flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) =>
        operationText(`${method.toUpperCase()} ${base}${path}`, operation as Operation),
      ),
    )
    .join("\n");
}

function operationText(heading: string, { summary, parameters, responses }: Operation): string {
  const asked = (parameters ?? []).map((parameter) => [
    `${parameter.name}${parameter.required ? " (required)" : ""}`,
    parameter.in,
    parameter.description,
  ]);
  const answered = Object.entries(responses ?? {}).map(([status, { description }]) => [
    status,
    description,
  ]);
  return `<h3>${text(heading)}</h3>
<p>${text(summary)}.</p>
${table("Parameters", ["Name", "In", "Meaning"], asked)}
${table("Answers", ["Status", "Meaning"], answered)}`;
}

function table(caption: string, heads: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return "";
  const head = heads.map((word) => `<th scope="col">${word}</th>`).join("");
  const body = rows.map(
    (row) => `<tr>${row.map((cell) => `<td>${text(cell)}</td>`).join("")}</tr>`,
  );
  return `<table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

function text(value: string): string {
  return value.replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign] ?? "",
  );
}
