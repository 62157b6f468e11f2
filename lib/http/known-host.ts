import net from "node:net";

type Served = { publicUrl: string; host: string };

/**
 * Whether a Host header names this product. A page of somebody else can point its own name at
 * 127.0.0.1 (DNS rebinding) and would then be same-origin with us; an address in digits cannot be
 * pointed anywhere, and localhost never leaves the machine.
 */
export function isKnownHost(header: string | undefined, { publicUrl, host }: Served): boolean {
  if (header === undefined || !URL.canParse(`http://${header}`)) return false;
  const { hostname } = new URL(`http://${header}`);
  const bare = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  return (
    net.isIP(bare) !== 0 ||
    bare === "localhost" ||
    bare.endsWith(".localhost") ||
    bare === host.toLowerCase() ||
    bare === new URL(publicUrl).hostname
  );
}
