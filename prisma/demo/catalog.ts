import type { DemoServer } from "./demo-server.ts";
import { BROWSER_SERVERS } from "./servers/browsers.ts";
import { CLOUD_SERVERS } from "./servers/cloud.ts";
import { CUSTOMER_SERVERS } from "./servers/customers.ts";
import { DATABASE_SERVERS } from "./servers/databases.ts";
import { DESIGN_SERVERS } from "./servers/design.ts";
import { DEVELOPER_TOOL_SERVERS } from "./servers/developer-tools.ts";
import { FILE_SERVERS } from "./servers/files.ts";
import { FINANCE_SERVERS } from "./servers/finance.ts";
import { INTERNAL_RECORD_SERVERS } from "./servers/internal-records.ts";
import { INTERNAL_SERVERS } from "./servers/internal.ts";
import { KNOWLEDGE_SERVERS } from "./servers/knowledge.ts";
import { KUBERNETES_SERVERS } from "./servers/kubernetes.ts";
import { OBSERVABILITY_SERVERS } from "./servers/observability.ts";
import { PRODUCTIVITY_SERVERS } from "./servers/productivity.ts";
import { SEARCH_SERVERS } from "./servers/search.ts";
import { SECURITY_SERVERS } from "./servers/security.ts";
import { STORE_SERVERS } from "./servers/stores.ts";
import { WEB_SERVERS } from "./servers/web.ts";

export const DEMO_CATEGORIES = [
  "Developer tools",
  "Data & databases",
  "Productivity",
  "Search & web",
  "Cloud & infrastructure",
  "Observability",
  "Finance",
  "Customer & CRM",
  "Design",
  "Knowledge",
  "Security",
  "Internal systems",
] as const;

/**
 * The catalog of the demo company. Names, packages, repositories and versions of public servers are
 * real; owners, classifications, deployments and decisions are Acme's and made up. Ages count back
 * from 2026-11-23. Long tool lists are cut to the tools that matter most; an empty list means that
 * the tools are not known here.
 */
export const DEMO_SERVERS: readonly DemoServer[] = [
  ...DEVELOPER_TOOL_SERVERS,
  ...FILE_SERVERS,
  ...BROWSER_SERVERS,
  ...DATABASE_SERVERS,
  ...STORE_SERVERS,
  ...PRODUCTIVITY_SERVERS,
  ...SEARCH_SERVERS,
  ...WEB_SERVERS,
  ...CLOUD_SERVERS,
  ...KUBERNETES_SERVERS,
  ...OBSERVABILITY_SERVERS,
  ...FINANCE_SERVERS,
  ...CUSTOMER_SERVERS,
  ...DESIGN_SERVERS,
  ...KNOWLEDGE_SERVERS,
  ...SECURITY_SERVERS,
  ...INTERNAL_SERVERS,
  ...INTERNAL_RECORD_SERVERS,
];
