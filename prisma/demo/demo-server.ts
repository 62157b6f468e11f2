import type { ServerJson } from "#lib/catalog/core/server-json.ts";

/** One server of the demo company: real upstream facts, invented governance. */
export type DemoServer = {
  /** Oldest first. Each is a complete, valid server.json of schema 2025-12-11. */
  versions: readonly DemoVersion[];
  origin: "community" | "vendor" | "internal";
  lifecycle: "candidate" | "in_review" | "approved" | "deprecated" | "retired" | "rejected";
  statusMessage?: string;
  /** Set: quarantined, with this note. */
  quarantineNote?: string;
  classification: "public" | "internal" | "confidential" | "restricted" | null;
  /** Slug of a demo team; null is a server nobody owns yet. */
  ownerTeam: string | null;
  /** E-mail of a demo account. */
  deputy?: string;
  /** Absent: every signed-in person sees it. */
  visibleToTeams?: readonly string[];
  exposed: boolean;
  categories: readonly string[];
  tags: readonly string[];
  supportContact?: string;
  supportChannel?: string;
  documentation?: string;
  /** Markdown, in our own words. */
  readme?: string;
  deployments: readonly DemoDeployment[];
  tools: readonly DemoTool[];
};

export type DemoVersion = {
  document: ServerJson;
  lifecycle: "candidate" | "in_review" | "approved" | "deprecated" | "retired" | "rejected";
  /** Age of the release when the demo is seeded. */
  publishedDaysAgo: number;
  changelog?: string;
  /** Tools of this version where they differ from the server's `tools`. */
  tools?: readonly DemoTool[];
};

export type DemoDeployment = {
  environment: "production" | "staging" | "development";
  model: "cloud" | "self_hosted" | "hybrid";
  provider: string;
  region?: string;
  residency?: string;
  address?: string;
  operatedBy: string;
  status: "planned" | "active" | "suspended" | "ended";
};

export type DemoTool = {
  name: string;
  title?: string;
  description: string;
  inputSchema: Record<string, unknown>;
  annotations?: {
    readOnlyHint?: boolean;
    destructiveHint?: boolean;
    idempotentHint?: boolean;
    openWorldHint?: boolean;
  };
};
