import { expect, test } from "vitest";
import { POST } from "./route.ts";

test("nobody writes into our logs through next-auth's door for the errors of browsers", async () => {
  const body = new URLSearchParams({ level: "error", code: "OAUTH_CALLBACK_ERROR", error: "no" });
  const request = new Request("http://127.0.0.1:3000/api/auth/_log", { method: "POST", body });
  const answer = await POST(request, { params: Promise.resolve({ nextauth: ["_log"] }) });
  expect([answer.status, await answer.text()]).toEqual([204, ""]);
});
