import type { ArgPart } from "./arguments.ts";
import type { Setting } from "./settings.ts";
import type { Template, Variable } from "./variable.ts";

type Common = {
  /** "npm @scope/server 1.2.3", or "Remote https://…". */
  readonly label: string;
  /** Everything a person may or must say, in the order of the document. */
  readonly variables: readonly Variable[];
  /** What a reader should know about this launch, in sentences. */
  readonly notes: readonly string[];
};

/** A program on the reader's computer that speaks over standard input and output. */
export type StdioLaunch = Common & {
  readonly kind: "stdio";
  readonly command: string;
  readonly args: readonly ArgPart[];
  readonly env: readonly Setting[];
  /**
   * The arguments that VS Code writes when somebody installs the same package from its gallery, if
   * they are the same for everybody and take the package from the same place; else null.
   */
  readonly galleryArgs: readonly string[] | null;
};

export type RemoteLaunch = Common & {
  readonly kind: "http" | "sse";
  /** As in the document, with its `{variables}`. */
  readonly url: string;
  readonly address: Template;
  readonly headers: readonly Setting[];
  /** A package that serves HTTP is started by hand before a client connects to it. */
  readonly startFirst: StdioLaunch | null;
};

/** An MCP bundle: a file that a desktop client opens. It has no command line. */
export type BundleLaunch = Common & {
  readonly kind: "bundle";
  readonly url: string;
  readonly sha256: string | null;
};

export type Launch = StdioLaunch | RemoteLaunch | BundleLaunch;
export type Refused = { readonly label: string; readonly reason: string };
