import type { ComponentProps } from "react";
import { buttonStyle, type ButtonLook } from "./button-style.ts";

type Props = ComponentProps<"button"> & ButtonLook;

/** A button; `type` is "button" unless it says submit. An icon-only button needs an aria-label. */
export function Button({ variant, size, className, type = "button", ...rest }: Props) {
  const look = {
    ...(variant && { variant }),
    ...(size && { size }),
    ...(className && { className }),
  };
  return <button type={type} className={buttonStyle(look)} {...rest} />;
}
