import NextLink from "next/link";
import type { ComponentProps } from "react";
import { toRoute } from "./route.ts";

type Props = Omit<ComponentProps<typeof NextLink>, "href"> & { href: string };

/**
 * A link within the product. Addresses are built from names and filters, which typed routes
 * cannot check. Prefetching is off unless asked for: lists hold dozens of links to pages that
 * differ for every person.
 */
export function Link({ href, prefetch = false, ...rest }: Props) {
  return <NextLink href={toRoute(href)} prefetch={prefetch} {...rest} />;
}

/** A link in running text. */
export function TextLink({ className = "", ...rest }: Props) {
  return (
    <Link
      className={`text-accent-text underline decoration-accent-line underline-offset-2 hover:decoration-current ${className}`}
      {...rest}
    />
  );
}
