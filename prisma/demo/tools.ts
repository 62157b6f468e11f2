import type { DemoTool } from "./demo-server.ts";

/**
 * A JSON schema from a line such as `path, head?: number, mode?: fast|slow, edits: object[]`:
 * `?` marks what may be left out, no type means string, bars list the allowed strings.
 */
function input(fields: string): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  for (const field of fields.split(",").map((part) => part.trim())) {
    if (field === "") continue;
    const [label = "", type = "string"] = field.split(":").map((part) => part.trim());
    const name = label.replace(/\?$/, "");
    properties[name] = typeSchema(type);
    if (name === label) required.push(name);
  }
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

function typeSchema(type: string): Record<string, unknown> {
  if (type.endsWith("[]")) return { type: "array", items: typeSchema(type.slice(0, -2)) };
  if (type.includes("|")) return { type: "string", enum: type.split("|") };
  return { type };
}

/** Only looks, and only at the system it is connected to. */
export function reads(name: string, description: string, fields = ""): DemoTool {
  const annotations = { readOnlyHint: true, destructiveHint: false, openWorldHint: false };
  return { name, description, inputSchema: input(fields), annotations };
}

/** Only looks, but at a world nobody in the company controls. */
export function browses(name: string, description: string, fields = ""): DemoTool {
  const annotations = { readOnlyHint: true, destructiveHint: false, openWorldHint: true };
  return { name, description, inputSchema: input(fields), annotations };
}

/** Makes something new each time it is called. */
export function adds(name: string, description: string, fields = ""): DemoTool {
  const annotations = { readOnlyHint: false, destructiveHint: false, idempotentHint: false };
  return { name, description, inputSchema: input(fields), annotations };
}

/** Changes something without losing anything; twice is like once. */
export function sets(name: string, description: string, fields = ""): DemoTool {
  const annotations = { readOnlyHint: false, destructiveHint: false, idempotentHint: true };
  return { name, description, inputSchema: input(fields), annotations };
}

/** Can lose or overwrite something. */
export function destroys(name: string, description: string, fields = ""): DemoTool {
  const annotations = { readOnlyHint: false, destructiveHint: true };
  return { name, description, inputSchema: input(fields), annotations };
}

/** The server declares no annotations. */
export function unmarked(name: string, description: string, fields = ""): DemoTool {
  return { name, description, inputSchema: input(fields) };
}

export function without(tools: readonly DemoTool[], names: readonly string[]): DemoTool[] {
  return tools.filter((tool) => !names.includes(tool.name));
}

/** The same list with some tools in another form, found by their names. */
export function replacing(tools: readonly DemoTool[], changed: readonly DemoTool[]): DemoTool[] {
  const byName = new Map(changed.map((tool) => [tool.name, tool]));
  return tools.map((tool) => byName.get(tool.name) ?? tool);
}
