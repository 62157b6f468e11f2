import type { Route } from "next";

/**
 * An address built from names and filters, which Next's typed routes cannot check. An overload
 * instead of an assertion, because the assertion is needed only once the route types exist.
 */
export function toRoute(href: string): Route;
export function toRoute(href: string): string {
  return href;
}
