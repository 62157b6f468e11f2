import type { AuditFacts } from "#lib/audit/core/entry.ts";
import type { WebhookFormat } from "./core/formats.ts";

type Settings = {
  name: string;
  url: string;
  format: WebhookFormat;
  topics: string[];
  allowedHosts: string[];
  enabled: boolean;
};

export const SETTINGS = {
  name: true,
  url: true,
  format: true,
  topics: true,
  allowedHosts: true,
  enabled: true,
} as const;

/** Where a webhook goes, without path and query: for Slack and Teams those are the secret. */
export const webhookOrigin = (url: string): string => new URL(url).origin;

/** For the record. */
export const webhookFacts = ({ url, ...settings }: Settings): AuditFacts => ({
  ...settings,
  origin: webhookOrigin(url),
});
