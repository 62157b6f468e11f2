import { AskTextarea } from "./request-form.tsx";

export function DocumentField() {
  return (
    <AskTextarea
      label="server.json"
      name="server"
      required
      rows={18}
      spellCheck={false}
      className="font-mono text-sm"
      hint="The document that clients will get. Correct what intake could not know: name, description, settings."
    />
  );
}

export function ToolsField() {
  return (
    <AskTextarea
      label="Tools"
      name="tools"
      optional
      rows={6}
      spellCheck={false}
      className="font-mono text-sm"
      hint="The answer of tools/list, or one on each line as name: what it does. Tools that nobody knows count as destructive."
    />
  );
}
