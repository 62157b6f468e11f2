"use client";

import { useState } from "react";
import { LookedAgain } from "./looked-again.tsx";

/**
 * What an approval names as the tools that were looked at. A page that renews itself while the form is
 * open may show other tools than those that its reader knows, who then has to say that they looked again.
 */
export function ShownTools({ seen }: { seen: string | null }) {
  const [known] = useState(seen);
  if (seen === known) return <input type="hidden" name="seenTools" value={seen ?? ""} />;
  return <LookedAgain seen={seen} />;
}
