import { Callout } from "#components/ui/callout.tsx";

/** For the tools that a page shows by now. A tick is for these: of others it has to be set anew. */
export function LookedAgain({ seen }: { seen: string | null }) {
  return (
    <Callout key={seen} tone="warning" title="A scan has just seen other tools">
      <label className="flex items-start gap-2">
        <input type="checkbox" name="seenTools" value={seen ?? ""} required className="mt-1" />I
        have looked at the tools as this page shows them now.
      </label>
    </Callout>
  );
}
