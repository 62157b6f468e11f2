import { showHidden } from "#lib/catalog/core/look-alike.ts";

/** What a server is called on the page: its title, or the last part of its name. */
export function serverTitle({ title, name }: { title: string | null; name: string }): string {
  return showHidden(title ?? name.split("/").at(-1) ?? name);
}
