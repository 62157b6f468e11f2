/** The plugin brings no types. */
declare module "eslint-plugin-security" {
  import type { Rule } from "eslint";

  const plugin: { rules: Record<string, Rule.RuleModule> };
  export default plugin;
}
