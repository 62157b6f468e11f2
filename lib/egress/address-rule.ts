import ipaddr from "ipaddr.js";

type Ip = ipaddr.IPv4 | ipaddr.IPv6;

/** Hosts and address ranges inside the company that an administrator has opened. */
export type AllowList = {
  hosts: readonly { host: string; port: number | null }[];
  ranges: readonly [Ip, number][];
};

/** Answer with credentials of the machine they run on; no list opens them. */
const METADATA_ADDRESSES = [
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
].map((text) => ipaddr.parse(text).toNormalizedString());
const METADATA_HOSTS = new Set(["metadata.google.internal", "metadata.goog", "instance-data"]);

const WEB_PORTS = new Set([80, 443]);
/** Databases, queues and container engines above 1023: an HTTP request there can do harm. */
const UNSAFE_PORTS = new Set([
  1433, 1521, 2049, 2181, 2375, 2376, 2379, 2380, 3306, 3389, 5432, 5433, 5672, 5900, 5984, 6000,
  6379, 6443, 6667, 8086, 9042, 9092, 9160, 9200, 9300, 10250, 10255, 11211, 15672, 27017, 27018,
  27019, 28017, 50000,
]);
const GLOBAL_V6: [Ip, number] = [ipaddr.parse("2000::"), 3];

/** Entries are `host`, `host:port`, an address or a range (`10.1.0.0/16`); others count for nothing. */
export function parseAllowList(entries: readonly string[]): AllowList {
  const hosts: { host: string; port: number | null }[] = [];
  const ranges: [Ip, number][] = [];
  for (const text of entries.map((entry) => entry.trim().toLowerCase())) {
    if (ipaddr.isValidCIDR(text)) ranges.push(ipaddr.parseCIDR(text));
    else if (ipaddr.isValid(text)) hosts.push({ host: plainHost(text), port: null });
    else {
      const url = `http://${text}`;
      if (text === "" || /[/?#@]/.test(text) || !URL.canParse(url)) continue;
      const port = /:(\d+)$/.exec(text)?.[1];
      hosts.push({ host: plainHost(new URL(url).hostname), port: port ? Number(port) : null });
    }
  }
  return { hosts, ranges };
}

/** The host as one spelling: no brackets, no final dot, IPv6 compressed. */
export function plainHost(hostname: string): string {
  const bare = hostname
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "")
    .toLowerCase();
  return ipaddr.isValid(bare) ? ipaddr.parse(bare).toString() : bare;
}

export function mayUsePort(host: string, port: number, allowed: AllowList): boolean {
  if (WEB_PORTS.has(port) || (port >= 1024 && !UNSAFE_PORTS.has(port))) return true;
  return allowed.hosts.some((entry) => entry.host === host && entry.port === port);
}

type Target = { host: string; port: number };

/** Whether a connection to this address may be opened on behalf of a URL with that host. */
export function mayConnect(address: string, target: Target, allowed: AllowList): boolean {
  if (!ipaddr.isValid(address) || METADATA_HOSTS.has(target.host)) return false;
  const ip = ipaddr.process(address);
  if (isMetadata(ip)) return false;
  const opened = allowed.hosts.some(
    ({ host, port }) => host === target.host && (port === null || port === target.port),
  );
  return opened || allowed.ranges.some((range) => within(ip, range)) || isPublic(ip);
}

/** Unicast that the internet routes; IPv6 ranges that carry an IPv4 address are none. */
function isPublic(ip: Ip): boolean {
  if (ip.range() !== "unicast") return false;
  return ip.kind() === "ipv4" || within(ip, GLOBAL_V6);
}

function isMetadata(ip: Ip): boolean {
  return [ip, ...carriedV4(ip)].some((one) =>
    METADATA_ADDRESSES.includes(one.toNormalizedString()),
  );
}

/** IPv4 addresses inside an IPv6 one: compatible and NAT64 (last 32 bits), 6to4 (after 2002:). */
function carriedV4(ip: Ip): Ip[] {
  if (ip.kind() === "ipv4") return [];
  const bytes = ip.toByteArray();
  return [ipaddr.fromByteArray(bytes.slice(12)), ipaddr.fromByteArray(bytes.slice(2, 6))];
}

function within(ip: Ip, [range, bits]: readonly [Ip, number]): boolean {
  return ip.kind() === range.kind() && ip.match(range, bits);
}
