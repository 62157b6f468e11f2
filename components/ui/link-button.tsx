import { Link } from "./link.tsx";
import type { ComponentProps } from "react";
import { buttonStyle, type ButtonLook } from "./button-style.ts";

type Props = Omit<ComponentProps<typeof Link>, "className"> & ButtonLook;

/** A link that looks like a button: for going somewhere, never for changing something. */
export function LinkButton({ variant, size, className, ...rest }: Props) {
  const look = {
    ...(variant && { variant }),
    ...(size && { size }),
    ...(className && { className }),
  };
  return <Link className={buttonStyle(look)} {...rest} />;
}
