import { storableText } from "#lib/catalog/core/document-text.ts";
import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import { PRODUCT_VERSION } from "#lib/kernel/product-version.ts";
import type { ToolsFacts } from "../core/facts.ts";
import { isNoMethod, type Answer, type Talk } from "./conversation.ts";
import { NotCaptured } from "./not-captured.ts";
import { instructionsIn, listedIn, toolIn } from "./read-answers.ts";

const PROTOCOL_VERSION = "2025-11-25";
const MAX_LISTED = 500;
const MAX_PAGES = 20;

export type Hello = {
  /** As the server wrote it. */
  protocolVersion: string;
  instructions: string | null;
  serverName: string | null;
  serverVersion: string | null;
  /** Its capabilities. */
  offers: JsonObject;
};

type Offered = Pick<ToolsFacts, "tools" | "prompts" | "resources"> & {
  /** Lists other than that of its tools which it announced and did not tell. */
  refused?: NonNullable<ToolsFacts["refused"]>;
};

export type Told = Offered &
  Pick<ToolsFacts, "instructions"> & {
    /** As the server wrote it. */
    protocolVersion: string;
  };

/**
 * Greets a server and asks for all that it offers: MCP 2025-11-25, lifecycle and pagination.
 * @throws NotCaptured for an answer that is not as MCP has it, or for more than the limits.
 */
export async function askTools(conversation: Talk, asked: MayRefuse): Promise<Told> {
  const hello = await greet(conversation);
  const { protocolVersion, instructions } = hello;
  return { ...(await askOffers(conversation, hello, asked)), instructions, protocolVersion };
}

/** Whether it may keep its prompts and resources to itself. */
type MayRefuse = { mayRefuse: boolean };

/** @throws NotCaptured for an answer that is not as MCP has it. */
export async function greet(conversation: Talk): Promise<Hello> {
  const hello = resultOf("initialize", await conversation.ask("initialize", greeting()));
  const protocolVersion = ownValue(hello, "protocolVersion");
  if (typeof protocolVersion !== "string" || protocolVersion.length > 100)
    throw malformed("It did not say which version of MCP it speaks.");
  await conversation.tell("notifications/initialized");
  const server = objectIn(hello, "serverInfo");
  return {
    protocolVersion,
    instructions: instructionsIn(hello),
    serverName: shortText(server, "name"),
    serverVersion: shortText(server, "version"),
    offers: objectIn(hello, "capabilities"),
  };
}

const shortText = (object: JsonObject, key: string): string | null =>
  storableText(textIn(object, key)).trim().slice(0, 255) || null;

/** @throws NotCaptured for an answer that is not as MCP has it, or for more than the limits. */
export async function askOffers(
  conversation: Talk,
  { offers }: Pick<Hello, "offers">,
  { mayRefuse }: MayRefuse = { mayRefuse: false },
): Promise<Offered> {
  const refused: ("prompts" | "resources")[] = [];
  const list = async (key: "prompts" | "resources") => {
    try {
      const all = await listAll(conversation, key, Object.hasOwn(offers, key));
      return all.map((one) => listedIn(one, key));
    } catch (error) {
      if (!mayRefuse || !(error instanceof Refused)) throw error;
      refused.push(key);
      return [];
    }
  };
  // One after the other: some servers answer only one question at a time.
  const tools = (await listAll(conversation, "tools", Object.hasOwn(offers, "tools"))).map(toolIn);
  const prompts = await list("prompts");
  const resources = await list("resources");
  return { tools, prompts, resources, ...(refused.length > 0 && { refused }) };
}

const greeting = (): JsonObject => ({
  protocolVersion: PROTOCOL_VERSION,
  capabilities: {},
  clientInfo: { name: "gatehouse", version: PRODUCT_VERSION },
});

type Key = "tools" | "prompts" | "resources";

/** All pages of a list. Tools are asked for in any case, as a server may offer more than it says. */
async function listAll(conversation: Talk, key: Key, isOffered: boolean): Promise<Json[]> {
  if (!isOffered && key !== "tools") return [];
  const first = await conversation.ask(`${key}/list`, {});
  // Only a server that announces tools has to know the question.
  if (isNoMethod(first) && !(isOffered && key === "tools")) return [];
  let page = pageIn(key, first);
  const all = [...page.items];
  for (let pages = 1; page.cursor !== null; pages += 1) {
    if (pages === MAX_PAGES)
      throw new NotCaptured("too_large", `Its ${key} fill more than ${MAX_PAGES} pages.`);
    page = pageIn(key, await conversation.ask(`${key}/list`, { cursor: page.cursor }));
    all.push(...page.items);
    if (all.length > MAX_LISTED) throw tooMany(key);
  }
  if (all.length > MAX_LISTED) throw tooMany(key);
  return all;
}

const tooMany = (key: Key): NotCaptured =>
  new NotCaptured("too_large", `It lists more than ${MAX_LISTED} ${key}.`);

function pageIn(key: Key, answer: Answer): { items: Json[]; cursor: string | null } {
  const method = `${key}/list`;
  const result = resultOf(method, answer);
  const items = ownValue(result, key);
  if (!Array.isArray(items)) throw malformed(`Its answer to ${method} holds no list.`);
  return { items, cursor: cursorIn(result, method) };
}

function cursorIn(result: JsonObject, method: string): string | null {
  const next = ownValue(result, "nextCursor") ?? null;
  if (next !== null && typeof next !== "string")
    throw malformed(`Its answer to ${method} goes on at a place that is no text.`);
  return next === "" ? null : next;
}

function resultOf(method: string, answer: Answer): JsonObject {
  if (answer.ok) return answer.result;
  throw new Refused("not_captured", `It refused ${method}: ${answer.message}.`);
}

/** It answered that it will not tell. */
class Refused extends NotCaptured {}

const malformed = (detail: string): NotCaptured => new NotCaptured("not_captured", detail);
