import http from "node:http";
import { serveParent } from "./child.ts";
import { listenAnywhere } from "./listen.ts";

/** The limit: a node:http server that knows its answers and does nothing else. */
type Known = { path: string; status: number; headers: string[]; body: Buffer };

const answers = new Map<string, Known>();
const server = http.createServer((req, res) => {
  const known = answers.get(req.url ?? "");
  if (!known) {
    res.writeHead(404).end();
    return;
  }
  res.writeHead(known.status, known.headers);
  res.end(known.status === 304 ? undefined : known.body);
});

const operations = {
  listen: () => listenAnywhere(server),
  know: (replies: Known[]) => {
    answers.clear();
    for (const reply of replies)
      answers.set(reply.path, { ...reply, body: Buffer.from(reply.body) });
  },
};
export type BareOperations = typeof operations;
serveParent(operations);
