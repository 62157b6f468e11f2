import fs from "node:fs";
import path from "node:path";
import { z } from "zod";
import type { RouteTable } from "./core/route-template.ts";

const Manifest = z.object({
  staticRoutes: z.array(z.object({ page: z.string() })),
  dynamicRoutes: z.array(z.object({ page: z.string(), regex: z.string() })),
});

/**
 * The routes that Next built, from its own list; dynamic ones stand in the order in which Next
 * tries them. Without a build (development) there are none, and pages count as `other`.
 */
export function readRouteTable(root: string): RouteTable {
  const file = path.join(root, ".next", "routes-manifest.json");
  if (!fs.existsSync(file)) return { fixed: new Set(), patterns: [] };
  const manifest = Manifest.parse(JSON.parse(fs.readFileSync(file, "utf8")));
  return {
    fixed: new Set(manifest.staticRoutes.map(({ page }) => page)),
    patterns: manifest.dynamicRoutes.map(({ page, regex }) => ({
      template: page,
      pattern: new RegExp(regex),
    })),
  };
}
