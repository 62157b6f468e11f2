"use client";

import { useLayoutEffect, useRef, type ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { CONTROL_STYLE } from "./control-style.ts";
import { typedEarly } from "./typed-early.ts";

/** What somebody typed into it before the page was ready stays. */
export function Textarea({
  className,
  rows = 4,
  ...rest
}: Omit<ComponentProps<"textarea">, "ref">) {
  const ref = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const typed = ref.current && typedEarly(ref.current);
    if (ref.current && typed !== null) ref.current.value = typed;
  }, []);
  return (
    <textarea
      ref={ref}
      rows={rows}
      className={classNames(CONTROL_STYLE, "py-2", className)}
      {...rest}
    />
  );
}
