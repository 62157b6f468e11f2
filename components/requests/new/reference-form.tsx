import { CircleAlert } from "lucide-react";
import { Input } from "#components/ui/input.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";

type Props = { value?: string; error?: string | null };

const EXAMPLES = [
  ["npm", "@acme/files@1.2"],
  ["PyPI", "pypi:mcp-server-git"],
  ["Image", "ghcr.io/acme/files:1.2"],
  ["Bundle", "https://…/files.mcpb"],
  ["Remote", "https://mcp.acme.com/mcp"],
  ["Official name", "io.github.acme/files"],
] as const;

/** Where a reference is pasted. A plain form: it works before, and without, scripts. */
export function ReferenceForm({ value = "", error = null }: Props) {
  return (
    <form action="/requests/new" method="get" className="flex flex-col gap-2">
      <label htmlFor="ref" className="font-medium">
        Package, image, address or name
      </label>
      <div className="flex flex-wrap gap-2">
        <Input
          id="ref"
          name="ref"
          required
          maxLength={8_000}
          defaultValue={value}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-describedby={error === null ? "ref-hint" : "ref-error ref-hint"}
          aria-invalid={error === null ? undefined : true}
          className="min-w-0 flex-1 basis-64 font-mono"
        />
        <SubmitButton>Look it up</SubmitButton>
      </div>
      {error !== null && (
        <p id="ref-error" className="flex items-start gap-1.5 text-sm text-danger-text">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{error}</span>
        </p>
      )}
      <div id="ref-hint" className="text-sm text-subtle">
        <p className="sr-only">Any of these:</p>
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {EXAMPLES.map(([label, example]) => (
            <li key={label}>
              {label}: <code className="break-all">{example}</code>
            </li>
          ))}
        </ul>
      </div>
    </form>
  );
}
