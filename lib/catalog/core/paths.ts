/**
 * The console page of a server: its official name with the slash kept, each part encoded.
 * `rest` is a tab below it, such as "versions".
 */
export function serverPath(name: string, rest = ""): string {
  const path = name.split("/").map(encodeURIComponent).join("/");
  return `/servers/${path}${rest === "" ? "" : `/${rest}`}`;
}
