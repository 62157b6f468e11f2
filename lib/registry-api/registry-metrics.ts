import type { Target } from "./core/route-path.ts";

export type Route = Target["kind"] | "redirect" | "bad";

/** Seconds; most answers come from memory. */
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

type Durations = { counts: number[]; count: number; sumSeconds: number };

export type RegistryMetrics = {
  observe(route: Route, status: number, seconds: number): void;
  cache: { hits: number; misses: number };
  text(cacheBytes: number): string;
};

/** Counters since this process began, in Prometheus' text form. Labels name routes, never servers. */
export function createRegistryMetrics(): RegistryMetrics {
  const requests = new Map<string, number>();
  const durations = new Map<Route, Durations>();
  const cache = { hits: 0, misses: 0 };

  return {
    cache,
    observe(route, status, seconds) {
      const labels = `route="${route}",status="${status}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      let times = durations.get(route);
      if (!times)
        durations.set(route, (times = { counts: BUCKETS.map(() => 0), count: 0, sumSeconds: 0 }));
      times.count += 1;
      times.sumSeconds += seconds;
      const bucket = BUCKETS.findIndex((limit) => seconds <= limit);
      if (bucket >= 0) times.counts[bucket] = (times.counts[bucket] ?? 0) + 1;
    },
    text(cacheBytes) {
      const lines = [
        "# HELP gatehouse_registry_requests_total Requests to the registry API.",
        "# TYPE gatehouse_registry_requests_total counter",
        ...[...requests].map(
          ([labels, count]) => `gatehouse_registry_requests_total{${labels}} ${count}`,
        ),
        "# HELP gatehouse_registry_request_duration_seconds Time to answer a request.",
        "# TYPE gatehouse_registry_request_duration_seconds histogram",
        ...[...durations].flatMap(([route, times]) => histogram(route, times)),
        "# HELP gatehouse_registry_cache_lookups_total Anonymous answers looked up in memory.",
        "# TYPE gatehouse_registry_cache_lookups_total counter",
        `gatehouse_registry_cache_lookups_total{result="hit"} ${cache.hits}`,
        `gatehouse_registry_cache_lookups_total{result="miss"} ${cache.misses}`,
        "# HELP gatehouse_registry_cache_bytes Memory that kept answers take.",
        "# TYPE gatehouse_registry_cache_bytes gauge",
        `gatehouse_registry_cache_bytes ${cacheBytes}`,
      ];
      return `${lines.join("\n")}\n`;
    },
  };
}

function histogram(route: Route, { counts, count, sumSeconds }: Durations): string[] {
  const name = "gatehouse_registry_request_duration_seconds";
  let upTo = 0;
  const buckets = BUCKETS.map((limit, at) => {
    upTo += counts[at] ?? 0;
    return `${name}_bucket{route="${route}",le="${limit}"} ${upTo}`;
  });
  return [
    ...buckets,
    `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
    `${name}_sum{route="${route}"} ${sumSeconds.toFixed(6)}`,
    `${name}_count{route="${route}"} ${count}`,
  ];
}
