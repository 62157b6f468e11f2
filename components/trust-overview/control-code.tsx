/** The id of a control or of a rule of it, such as PR-02/single-owner: an id is never torn at its hyphen. */
export function ControlCode({ code }: { code: string }) {
  const [control = "", ...rest] = code.split("/");
  return (
    <span className="font-mono text-xs text-subtle">
      <span className="whitespace-nowrap">
        {control}
        {rest.length > 0 && "/"}
      </span>
      <wbr />
      {rest.join("/")}
    </span>
  );
}
