import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { CONTROL_STYLE } from "./control-style.ts";

export function Textarea({ className, rows = 4, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea rows={rows} className={classNames(CONTROL_STYLE, "py-2", className)} {...rest} />
  );
}
