import { defineConfig } from "vitest/config";

/** The tests beside the rules of trust and no others: they need no database. */
export default defineConfig({
  test: {
    include: ["lib/trust/core/**/*.test.ts"],
    // One wants more cases of a kind than there are in so short a time, the other runs all others again.
    exclude: ["lib/trust/core/{open-items,rules/control-cases}.test.ts"],
    setupFiles: ["scripts/mutation/same-cases.ts"],
    isolate: false,
    testTimeout: 30_000,
  },
});
