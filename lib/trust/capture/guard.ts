/**
 * Loaded before the server's own code. A namespace has no network, but sockets in the file system
 * are reached past it, and Node's permission model does not know them. Asking whether a file is
 * there must not throw: many servers look for one outside, and go on without it.
 */
/** Names and values as JSON, of which the guard makes an environment once Node has read its own. */
export const SETTINGS_VARIABLE = "GATEHOUSE_SETTINGS";

export const GUARD_FILE = "gatehouse-guard.cjs";

export const GUARD_CODE = `"use strict";
const { prototype } = process.stdout._handle.constructor;
const refuse = () => {
  throw new Error("Sockets are not allowed here.");
};
for (const name of ["connect", "bind", "listen"])
  Object.defineProperty(prototype, name, { value: refuse, writable: false, configurable: false });
const fs = require("node:fs");
const { existsSync } = fs;
fs.existsSync = (path) => {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
};
require("node:module").syncBuiltinESMExports();
const settings = process.env.${SETTINGS_VARIABLE};
delete process.env.${SETTINGS_VARIABLE};
if (settings !== undefined) Object.assign(process.env, JSON.parse(settings));
`;
