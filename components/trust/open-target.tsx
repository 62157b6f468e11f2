"use client";

import { useEffect } from "react";

/** Opens what an address such as `#SC-02` leads to: a closed line would not say why one is here. */
export function OpenTarget() {
  useEffect(() => {
    const open = () => {
      const target = document.getElementById(location.hash.slice(1));
      const details = target?.querySelector("details");
      if (details) details.open = true;
    };
    open();
    addEventListener("hashchange", open);
    return () => removeEventListener("hashchange", open);
  }, []);
  return null;
}
