import { expect, type PlaywrightWorkerArgs } from "@playwright/test";
import { signInAs } from "./sign-in.ts";

type Change = { kind: string; payload: object; secrets?: object };

/** A change of the log that an administrator proposes and security confirms; answers its id. */
export async function changeLog(
  { playwright, at }: { playwright: PlaywrightWorkerArgs["playwright"]; at: string },
  change: Change,
): Promise<string> {
  const [admin, second] = await Promise.all([
    playwright.request.newContext({ baseURL: at }),
    playwright.request.newContext({ baseURL: at }),
  ]);
  await signInAs(admin, "admin", at);
  await signInAs(second, "security-2", at);
  const headers = { origin: at };
  const proposed = await admin.post("/api/v1/audit/changes", {
    headers,
    data: { reason: "A journey needs it", ...change },
  });
  expect(proposed.status(), await proposed.text()).toBe(201);
  const { id } = (await proposed.json()) as { id: string };
  const confirmed = await second.post(`/api/v1/audit/changes/${id}/confirm`, { headers, data: {} });
  expect(confirmed.status(), await confirmed.text()).toBe(200);
  await Promise.all([admin.dispose(), second.dispose()]);
  return id;
}
