import type { ReactNode } from "react";
import { AppError } from "#lib/kernel/errors.ts";
import { Refused } from "./refused.tsx";

/** A page, or its query's refusal in words. Everything else goes on to the error page. */
export async function guarded(page: () => Promise<ReactNode>): Promise<ReactNode> {
  try {
    return await page();
  } catch (error) {
    if (error instanceof AppError && error.code === "forbidden")
      return <Refused message={error.message} />;
    throw error;
  }
}
