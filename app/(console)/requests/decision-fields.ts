import { formFields } from "#lib/actions/form-action.ts";
import { fieldError } from "#lib/kernel/errors.ts";

type Fields = Record<string, unknown>;

/**
 * A decision as the form sends it. Ticked tools are a condition only when some are unticked, and
 * conditions that say nothing are none.
 */
export function decisionFields(form: FormData): Fields {
  const { allowedTools: _tools, toolCount: _count, ...fields } = formFields(form);
  const said = fields["decision"] === "approve" ? conditionsOf(form) : {};
  return { ...fields, ...(Object.keys(said).length > 0 ? { conditions: said } : {}) };
}

function conditionsOf(form: FormData): Fields {
  const said: Fields = {};
  const offered = Number(form.get("toolCount") ?? 0);
  const allowed = form.getAll("allowedTools");
  if (offered > 0 && allowed.length === 0)
    throw fieldError("tools", "Leave at least one tool, or reject the request.");
  if (allowed.length < offered) said["allowedTools"] = allowed;
  for (const field of ["allowedEnvironments", "expiresAt", "note"] as const) {
    const value = form.get(`conditions.${field}`);
    if (typeof value === "string" && value.trim() !== "") said[field] = value;
  }
  return said;
}
