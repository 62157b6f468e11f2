/** It brings no types. Throws for what is no expression. */
declare module "spdx-expression-parse" {
  export default function parse(expression: string): object;
}
