import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["{lib,components,scripts,prisma}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.db.test.ts", "**/generated/**"],
        },
      },
      {
        test: {
          name: "db",
          include: ["{lib,app,scripts,prisma}/**/*.db.test.ts"],
          globalSetup: "lib/testing/database.ts",
          testTimeout: 30_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
