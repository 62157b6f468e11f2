import { globSync, readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

/**
 * Loading Prisma and the product takes a file longer than its tests, so the files share a process.
 * Those that would not leave it as they found it run apart, each in its own: they change settings,
 * replace modules, end the pool of connections, or have a database to themselves.
 */
const LEAVES_TRACES =
  /\bvi\.(mock|doMock|hoisted|stub\w+|useFakeTimers)\b|\bprocess\.env\b|\bpool\.end\b|testing\/(alone|own-database|own-cluster|behind-proxy)\.ts/;

/** File names are no patterns: folders of routes are called `[id]` and `(console)`. */
const literally = (file: string) => file.replaceAll(/[()[\]{}!*?\\]/g, "\\$&");

type Settings = {
  include: string;
  exclude?: string[];
  globalSetup?: string;
  setupFiles?: string;
  testTimeout?: number;
  hookTimeout?: number;
};

/** Run both with `--project "name*"`. */
function projects(name: string, { include, ...settings }: Settings) {
  const apart = globSync(include, { cwd: import.meta.dirname })
    .filter((file) => LEAVES_TRACES.test(readFileSync(file, "utf8")))
    .map(literally);
  const exclude = settings.exclude ?? [];
  return [
    {
      test: {
        ...settings,
        name,
        include: [include],
        exclude: [...exclude, ...apart],
        isolate: false,
      },
    },
    { test: { ...settings, name: `${name}-apart`, include: apart, exclude } },
  ];
}

export default defineConfig({
  test: {
    projects: [
      ...projects("unit", {
        include: "{lib,components,scripts,prisma}/**/*.test.{ts,tsx}",
        exclude: ["**/*.db.test.ts", "**/generated/**"],
        // A busy machine makes whole processes wait; what never ends is still told.
        testTimeout: 30_000,
      }),
      ...projects("db", {
        include: "{lib,app,scripts,prisma}/**/*.db.test.ts",
        globalSetup: "lib/testing/database.ts",
        setupFiles: "lib/testing/one-at-a-time.ts",
        testTimeout: 30_000,
        hookTimeout: 120_000,
      }),
    ],
  },
});
