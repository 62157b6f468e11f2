import type { Operation } from "./define-operation.ts";

/** A command that can be pasted into a shell; the token comes from the environment. */
export function curlExample(base: string, operation: Operation): string {
  const { method, example } = operation;
  const lines = [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quoted(addressOf(base, operation))}`,
    `-H "Authorization: Bearer $GATEHOUSE_TOKEN"`,
    ...conditions(operation),
    ...(example?.body === undefined ? [] : sent(example.body)),
  ];
  return lines.join(" \\\n  ");
}

function addressOf(base: string, { path, example }: Operation): string {
  const address = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(example?.path?.[name] ?? name),
  );
  const query = new URLSearchParams(example?.query ?? {}).toString();
  return `${base}${address}${query === "" ? "" : `?${query}`}`;
}

function conditions({ method, own, revisions }: Operation): string[] {
  if (method === "POST" && !own) return [`-H "Idempotency-Key: $(uuidgen)"`];
  return revisions && method === "PUT" ? [`-H 'If-Match: "1"'`] : [];
}

const sent = (body: object) => [
  "-H 'Content-Type: application/json'",
  `-d ${quoted(JSON.stringify(body, null, 2))}`,
];

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
