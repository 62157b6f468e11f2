import { objectIn, textIn } from "#lib/catalog/core/json-fields.ts";
import { ownValue, type Json, type JsonObject } from "#lib/kernel/json.ts";
import type { ManifestFacts } from "../core/facts.ts";

const LABEL = "org.opencontainers.image.";
/** The official registry's label: it ties an image to a server's name. */
const SERVER_NAME = "io.modelcontextprotocol.server.name";
const MAX_TEXT = 2_000;
/** Builds that can be reproduced give no time, or the beginning of time. */
const NO_TIME = Date.parse("2001-01-01T00:00:00Z");

/** What the image says of itself: labels of its configuration, else annotations of its manifest. */
export function manifestFacts(
  config: JsonObject,
  { annotations, name }: { annotations: JsonObject; name: string },
): ManifestFacts {
  const labels = objectIn(objectIn(config, "config"), "Labels");
  const label = (key: string) => text(ownValue(labels, key)) ?? text(ownValue(annotations, key));
  return {
    name,
    version: label(`${LABEL}version`),
    serverName: label(SERVER_NAME),
    description: label(`${LABEL}description`),
    repository: label(`${LABEL}source`),
    author: personIn(label(`${LABEL}authors`)),
    maintainers: [],
    license: label(`${LABEL}licenses`),
    publishedAt: timeOf(label(`${LABEL}created`) ?? textIn(config, "created")),
    deprecated: null,
    installScripts: [],
    issues: [],
    trustMeta: null,
    privacyPolicies: [],
  };
}

const text = (value: Json | undefined): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim().slice(0, MAX_TEXT) : null;

function personIn(given: string | null): ManifestFacts["author"] {
  if (given === null) return null;
  const email = /([^<>\s"']{1,100}@[^<>\s"',]{1,100}\.[^<>\s"',]{1,50})/.exec(given)?.[1] ?? null;
  const name = text(given.slice(0, 300).replace(/[<(].*$/s, ""));
  return { name: name === email ? null : name, email };
}

function timeOf(given: string): string | null {
  const time = Date.parse(given);
  return Number.isFinite(time) && time > NO_TIME ? new Date(time).toISOString() : null;
}

/** What only starts something else, and comes with the base image. */
const STARTERS =
  /^(?:env|sh|bash|ash|node|npm|npx|yarn|pnpm|bun|deno|python[\d.]*|pip|uv|uvx|java|ruby|tini|dumb-init|gosu|su-exec|docker-entrypoint\.sh)$/;
const ON_PATH = ["usr/local/bin", "usr/bin", "bin", "usr/local/sbin", "usr/sbin", "sbin"];
const MAX_WORDS = 50;

/** Files that may be what the image starts, as paths from its root. */
export function startedFiles(config: JsonObject): ReadonlySet<string> {
  const inner = objectIn(config, "config");
  const folder = textIn(inner, "WorkingDir");
  const words = [...wordsIn(inner, "Entrypoint"), ...wordsIn(inner, "Cmd")].slice(0, MAX_WORDS);
  return new Set(words.flatMap((word) => placesOf(word, folder)));
}

const wordsIn = (config: JsonObject, key: string): string[] => {
  const value = ownValue(config, key);
  return (Array.isArray(value) ? value : []).filter((one) => typeof one === "string");
};

function placesOf(word: string, folder: string): string[] {
  if (word === "" || word.startsWith("-") || word.length > 500) return [];
  const name = word.split("/").at(-1) ?? "";
  if (STARTERS.test(name)) return [];
  if (word.startsWith("/")) return [plain(word)];
  const inFolder = plain(`${folder}/${word}`);
  return word.includes("/") ? [inFolder] : [inFolder, ...ON_PATH.map((one) => `${one}/${word}`)];
}

const plain = (path: string): string =>
  path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
