/**
 * IP literals that no public network routes to. Input is what the WHATWG URL parser writes: IPv4 as
 * four decimals (whatever the spelling was), IPv6 in brackets and compressed.
 */

type Range = readonly [prefix: string, bits: number];

// IANA special-purpose registries (RFC 6890), without the documentation ranges, which lead nowhere.
const INTERNAL_V4: readonly Range[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
];

const INTERNAL_V6: readonly Range[] = [
  ["0:0:0:0:0:0:0:0", 127],
  ["fc00:0:0:0:0:0:0:0", 7],
  ["fe80:0:0:0:0:0:0:0", 10],
  ["fec0:0:0:0:0:0:0:0", 10],
  ["ff00:0:0:0:0:0:0:0", 8],
];

/** Ranges that carry an IPv4 address, and the group where its 32 bits begin. */
const CARRIES_V4: readonly (readonly [string, number, number])[] = [
  ["0:0:0:0:0:0:0:0", 96, 6],
  ["0:0:0:0:0:ffff:0:0", 96, 6],
  ["64:ff9b:0:0:0:0:0:0", 96, 6],
  ["2002:0:0:0:0:0:0:0", 16, 1],
];

/** True, false, or null when the host is a name and no IP literal. */
export function isInternalIp(host: string): boolean | null {
  const v4 = v4Groups(host);
  if (v4 !== null) return isInternalV4(v4);
  if (!host.startsWith("[")) return null;

  const groups = v6Groups(host.slice(1, -1));
  if (groups === null) return null;
  return inRanges(groups, INTERNAL_V6, 16) || carriesInternalV4(groups);
}

export function isLoopbackIp(host: string): boolean {
  return /^127\.|^0\.0\.0\.0$/.test(host) || host === "[::1]" || host === "[::]";
}

function isInternalV4(groups: readonly number[]): boolean {
  return inRanges(groups, INTERNAL_V4, 8);
}

function carriesInternalV4(groups: readonly number[]): boolean {
  const carrier = CARRIES_V4.find(([prefix, bits]) => inRanges(groups, [[prefix, bits]], 16));
  if (carrier === undefined) return false;
  const pair = groups.slice(carrier[2], carrier[2] + 2);
  return isInternalV4(pair.flatMap((group) => [group >> 8, group & 0xff]));
}

function inRanges(groups: readonly number[], ranges: readonly Range[], groupBits: 8 | 16): boolean {
  return ranges.some(([prefix, bits]) => {
    const wanted =
      groupBits === 8
        ? prefix.split(".").map(Number)
        : prefix.split(":").map((g) => parseInt(g, 16));
    return groups.every((group, at) => {
      const compared = Math.min(groupBits, Math.max(0, bits - at * groupBits));
      const shift = groupBits - compared;
      return group >> shift === (wanted[at] ?? 0) >> shift;
    });
  });
}

function v4Groups(host: string): number[] | null {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host)) return null;
  return host.split(".").map(Number);
}

function v6Groups(address: string): number[] | null {
  const [head = "", tail] = address.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  if (gap < 0) return null;

  const groups = [...left, ...Array<string>(gap).fill("0"), ...right].map((g) => parseInt(g, 16));
  return groups.length === 8 && groups.every((group) => group >= 0 && group <= 0xffff)
    ? groups
    : null;
}
