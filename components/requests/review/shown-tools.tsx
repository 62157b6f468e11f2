"use client";

import { useState } from "react";
import { Callout } from "#components/ui/callout.tsx";

/**
 * What an approval names as the tools that were looked at. A page that renews itself while the form is
 * open may show other tools than those that its reader knows, who then has to say that they looked again.
 */
export function ShownTools({ seen }: { seen: string | null }) {
  const [known] = useState(seen);
  if (seen === known) return <input type="hidden" name="seenTools" value={seen ?? ""} />;
  return (
    <Callout tone="warning" title="A scan has just seen other tools">
      <label className="flex items-start gap-2">
        <input type="checkbox" name="seenTools" value={seen ?? ""} required className="mt-1" />I
        have looked at the tools as this page shows them now.
      </label>
    </Callout>
  );
}
