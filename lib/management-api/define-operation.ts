import type { z } from "zod";
import type { Permission } from "#lib/kernel/permissions.ts";

export const TAGS = [
  "Requests",
  "Servers",
  "Audit",
  "People and teams",
  "Tokens",
  "Inbox",
  "Policy and rules",
  "Feed and audiences",
  "Mirrors",
  "Webhooks",
  "Publishers",
  "Catalog files",
  "Demo company",
] as const;
export type Tag = (typeof TAGS)[number];

/** One method of one path: what the description says and the door checks before the verb runs. */
export type Operation<Query extends z.ZodObject = z.ZodObject> = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As the description writes it; its parameters are named as the folders below app/api/v1. */
  path: string;
  tag: Tag;
  /** One line, without a full stop. */
  summary: string;
  /** More than one line has room for. */
  notes?: string;
  /** Of the verb; null: everybody who is signed in. */
  permission: Permission | null;
  /** What may follow `?`. */
  query?: Query;
  /** What is sent; without it, a body is refused. */
  body?: z.ZodObject;
  answer: {
    status: 200 | 201;
    /** Null where it is no JSON. */
    schema: z.ZodType | null;
    description: string;
  };
  /** Fields of the answer that are shown once: a repetition by Idempotency-Key gets null instead. */
  secrets?: readonly string[];
  /** Answers carry the revision as `ETag`, and `If-Match` is honoured. */
  revisions?: true;
  /** Served by a route of its own: no Idempotency-Key, no closed body. */
  own?: true;
  example?: Example;
};

export type Example = {
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
};

/** Keeps the type of the query. */
export const defineOperation = <Query extends z.ZodObject>(operation: Operation<Query>) =>
  operation;
