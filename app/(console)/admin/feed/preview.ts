import { ANONYMOUS } from "#lib/kernel/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { parseJsonExact } from "#lib/kernel/json.ts";
import { entryJson } from "#lib/registry-api/core/entry-json.ts";
import { getRegistryVersion } from "#lib/registry-api/get-registry-version.ts";

export type Preview = { name: string; text: string | null };

/** What a reader without a token is answered for a server: the same query, as nobody. */
export async function previewAnonymously(
  ctx: Context,
  name: string | undefined,
): Promise<Preview | null> {
  if (!name) return null;
  try {
    const nobody = { ...ctx, actor: ANONYMOUS };
    const entry = await getRegistryVersion(nobody, { name, version: "latest" });
    return { name, text: JSON.stringify(parseJsonExact(entryJson(entry)), null, 2) };
  } catch (error) {
    if (error instanceof AppError && ["not_found", "invalid"].includes(error.code))
      return { name, text: null };
    throw error;
  }
}
