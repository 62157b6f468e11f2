/** What is wrong with a document, in the shape that POST /validate of the registry API answers. */
export type Issue = {
  type: "json" | "schema" | "semantic" | "linter";
  /** Such as `packages[0].identifier`; empty for the document itself. */
  path: string;
  message: string;
  severity: "error" | "warning" | "info";
  /** The rule's name, or the place in the JSON schema. */
  reference: string;
};

export type Finding = { path: string; message: string };
