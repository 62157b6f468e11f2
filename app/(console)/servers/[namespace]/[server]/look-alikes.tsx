import { LookAlikeWarning } from "#components/server/look-alike-warning.tsx";
import { sessionContext } from "#lib/auth/context.ts";
import { listLookAlikes } from "#lib/catalog/list-look-alikes.ts";

/** Looks through all names, so the page does not wait for it. */
export async function LookAlikes({ name }: { name: string }) {
  const others = await listLookAlikes(await sessionContext(), { name });
  return others.length > 0 && <LookAlikeWarning others={others} />;
}
