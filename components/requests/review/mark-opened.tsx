"use client";

import { useEffect } from "react";

type Props = {
  requestId: string;
  revision: number;
  opened: (requestId: string, revision: number) => Promise<void>;
};

/** Says that the page stands in front of a person, which a prefetch or a robot never does. */
export function MarkOpened({ requestId, revision, opened }: Props) {
  useEffect(() => {
    void opened(requestId, revision);
  }, [requestId, revision, opened]);
  return null;
}
