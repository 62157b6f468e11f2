import { PackageURL } from "packageurl-js";

export const PUBLIC_PYPI = "https://pypi.org";

const MAX_NAME = 200;
const NAME = /^[A-Z0-9](?:[A-Z0-9._-]*[A-Z0-9])?$/i;

/** PEP 508: letters, digits, and `.`, `-`, `_` inside. */
export const isProjectName = (name: string): boolean => name.length <= MAX_NAME && NAME.test(name);

/** The one spelling of a project's name (PEP 503). */
export const projectName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, "-");

export const pypiPurl = (name: string, version: string): string =>
  new PackageURL("pypi", undefined, projectName(name), version).toString();
