import type { IncomingMessage } from "node:http";
import { isKnownHost } from "./known-host.ts";
import { isReadableAddress } from "./readable-address.ts";

/** The web process as the settings make it; `guarded`: only our own names are served. */
export type Door = { publicUrl: string; host: string; guarded: boolean };
type Asked = Pick<IncomingMessage, "method" | "url" | "headers">;

const METHODS = new Set(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]);

/** What no page or route shall see, as the answer to give; null for everything else. */
export function refusalAtDoor(asked: Asked, door: Door): { status: number; text: string } | null {
  if (!METHODS.has(asked.method ?? ""))
    return { status: 405, text: "This method is not offered here." };
  if (door.guarded && !isKnownHost(asked.headers.host, door)) {
    const way = `Open ${door.publicUrl}, or set GATEHOUSE_URL to the address that people use.`;
    return { status: 421, text: `Gatehouse does not know this name as its own. ${way}` };
  }
  if (isReadableAddress(asked.url ?? "/")) return null;
  return { status: 400, text: "This address cannot be read: it is not UTF-8, or holds NUL." };
}

/**
 * The path and query of a request. The address may come whole (RFC 9112 3.2.2); the host in it is
 * nothing that we would redirect anybody to.
 */
export function localAddress(url: string | undefined): string {
  const local = (url ?? "/").replace(/^https?:\/\/[^/?#]*/i, "");
  return oneSegmentName(local.startsWith("/") ? local : `/${local}`);
}

/**
 * A server's name has one slash, which people write as it is or encoded. The routes of the
 * management API know it as one segment.
 */
function oneSegmentName(address: string): string {
  return address.replace(
    /^(\/api\/v1\/(?:audiences\/[^/?#]+\/)?servers\/[^/?#%]+)\/([^/?#]+)/,
    "$1%2F$2",
  );
}
