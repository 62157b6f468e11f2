import { scopesWith } from "#lib/kernel/permissions.ts";
import { curlExample } from "./curl-example.ts";
import { TAGS, type Operation, type Tag } from "./define-operation.ts";
import { DOCS_STYLE } from "./docs-style.ts";
import { inputSchema, outputSchema } from "./json-schema.ts";
import { operationId, parametersOf, parameterWords } from "./openapi-document.ts";
import { OPERATIONS } from "./operations.ts";
import { schemaRows, type FieldRow } from "./schema-rows.ts";

/** No scripts, nothing from elsewhere; only this page's own style element. */
export const docsPolicy = (nonce: string) =>
  `default-src 'none'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The management API in words, with a command for every operation, for a person with a browser. */
export function docsPage(base: string, nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Management API</title>
<style nonce="${text(nonce)}">${DOCS_STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<div class="frame">
<nav aria-label="Operations">
<a href="/">Gatehouse</a>
${TAGS.map(navigation).join("\n")}
</nav>
<main id="content">
${introduction(base)}
${TAGS.map((tag) => group(tag, base)).join("\n")}
</main>
</div>
</body>
</html>
`;
}

function introduction(base: string): string {
  return `<h1>Management API</h1>
<div class="prose">
<p>Everything below <code>${text(base)}/api/v1</code>, for pipelines and scripts. The same
description for machines: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<p><b>Who you are.</b> Make a token under <a href="/tokens">Tokens</a> and send it as
<code>Authorization: Bearer …</code>. A token may do what its scopes and your roles allow. Put it into
the environment to try the commands on this page:</p>
</div>
<pre tabindex="0">export GATEHOUSE_TOKEN=…
curl ${text(base)}/api/v1/me -H "Authorization: Bearer $GATEHOUSE_TOKEN"</pre>
<div class="prose">
<p><b>Failures</b> are <code>application/problem+json</code>: <code>code</code> is for programs,
<code>detail</code> for people, <code>fields</code> says what is wrong with which field, and
<code>requestId</code> is what support finds in the log. What you may not see does not exist: 404.
Fields that an operation does not know are refused, not passed over.</p>
<p><b>Repeating.</b> Send an <code>Idempotency-Key</code> with a POST. A repetition within 24 hours
gets the first answer with <code>Idempotency-Replayed: true</code>, without the secrets that are shown
once; while the first one runs it gets 409; with another body or address 422.</p>
<p><b>Revisions.</b> Requests carry theirs as <code>ETag</code>. With <code>If-Match</code> you act
only on the revision you saw; otherwise 412.</p>
<p><b>Pages.</b> Give <code>nextCursor</code> of one page as <code>cursor</code> of the next, until it
is null.</p>
<p><b>How often.</b> Calls of one person are counted a minute at a time, reading and changing apart:
<code>RateLimit-Limit</code>, <code>RateLimit-Remaining</code>, <code>RateLimit-Reset</code>
(seconds). Beyond it 429 with <code>Retry-After</code>.</p>
</div>`;
}

const ofTag = (tag: Tag) => OPERATIONS.filter((operation) => operation.tag === tag);
const badge = ({ method }: Operation) =>
  `<span class="method ${method.toLowerCase()}">${method}</span>`;

function navigation(tag: Tag): string {
  const items = ofTag(tag).map(
    (operation) =>
      `<li><a href="#${operationId(operation)}">${badge(operation)}<span>${breakable(operation.path.replace("/api/v1", ""))}</span></a></li>`,
  );
  return `<h2>${text(tag)}</h2><ul>${items.join("")}</ul>`;
}

/** A long path breaks after its slashes. */
const breakable = (path: string) => text(path).replaceAll(/\/(?=.)/g, "/<wbr>");

const group = (tag: Tag, base: string) =>
  `<h2>${text(tag)}</h2>\n${ofTag(tag)
    .map((operation) => section(operation, base))
    .join("\n")}`;

function section(operation: Operation, base: string): string {
  const { path, summary, notes, body, query, answer } = operation;
  const asked = [...pathRows(path), ...(query ? schemaRows(inputSchema(query)) : [])];
  return `<section id="${operationId(operation)}" aria-labelledby="${operationId(operation)}-title">
<h3 id="${operationId(operation)}-title">${badge(operation)} ${text(path)}</h3>
<p class="prose">${text(summary)}.</p>
${notes === undefined ? "" : `<p class="prose">${words(notes)}</p>`}
<p class="muted">${allowedTo(operation)}</p>
<pre tabindex="0" aria-label="Command">${text(curlExample(base, operation))}</pre>
${table("In the address", asked)}
${body ? table("Body", schemaRows(inputSchema(body))) : ""}
${answered(answer)}
</section>`;
}

const pathRows = (path: string): FieldRow[] =>
  parametersOf(path).map((name) => ({
    name,
    type: "string",
    required: true,
    meaning: parameterWords(path, name),
  }));

function allowedTo({ permission }: Operation): string {
  if (permission === null) return "For everybody who is signed in; any scope.";
  const scopes = scopesWith(permission).map((scope) => `<code>${scope}</code>`);
  return `Permission <code>${permission}</code>; a token needs one of the scopes ${scopes.join(", ")}.`;
}

function answered({ status, description, schema }: Operation["answer"]): string {
  const rows = schema === null ? [] : schemaRows(outputSchema(schema));
  const line = `<b>${status}</b> ${text(description)}`;
  if (rows.length === 0) return `<p>${line}</p>`;
  return `<details><summary>${line}</summary>${table("Answer", rows)}</details>`;
}

function table(caption: string, rows: readonly FieldRow[]): string {
  if (rows.length === 0) return "";
  const hasMeaning = rows.some(({ meaning }) => meaning !== "");
  const heads = hasMeaning ? ["Field", "Value", "Meaning"] : ["Field", "Value"];
  const head = heads.map((word) => `<th scope="col">${word}</th>`).join("");
  const body = rows.map(
    ({ name, type, required, meaning }) =>
      `<tr><td class="name">${text(name)}${required ? "" : ' <span class="muted">optional</span>'}</td><td>${text(type)}</td>${hasMeaning ? `<td>${words(meaning)}</td>` : ""}</tr>`,
  );
  return `<table><caption>${caption}</caption><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`;
}

/** Words between backquotes are code. */
const words = (value: string) => text(value).replaceAll(/`([^`]+)`/g, "<code>$1</code>");

function text(value: string): string {
  return value.replace(
    /[&<>"']/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[sign] ?? "",
  );
}
