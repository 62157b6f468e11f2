import next from "eslint-config-next/core-web-vitals";
import tseslint from "typescript-eslint";

/** Where components and hooks may be. */
const REACT = ["**/*.tsx", "{app,components,lib/actions,lib/auth}/**/*.ts"];
const ENV_MODULES = ["lib/config/env.ts", "prisma.config.ts", "next.config.ts"];

export default tseslint.config(
  {
    ignores: [".next*/**", "node_modules/**", ".data/**", "lib/db/generated/**", "next-env.d.ts"],
  },
  // The rules of React read a file as its compiler does: where there is no React that is lost time.
  ...next.map((part) => (part.rules ? { ...part, files: REACT } : part)),
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/only-throw-error": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_" },
      ],
      "@typescript-eslint/require-await": "off",
      "no-empty": ["error", { allowEmptyCatch: false }],
      complexity: ["error", 10],
      "max-lines": ["error", { max: 300 }],
      "max-lines-per-function": ["error", { max: 50, skipBlankLines: true, skipComments: true }],
      "max-params": ["error", 3],
    },
  },
  {
    // Markup is long without being complicated.
    files: ["**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 90 }] },
  },
  {
    files: ["**/*.test.{ts,tsx}", "e2e/**", "lib/testing/**", "scripts/bench/**"],
    rules: {
      "max-lines": "off",
      "max-lines-per-function": "off",
      "max-params": "off",
      complexity: "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-call": "off",
    },
  },
  { files: ["prisma/demo/servers/**"], rules: { "max-lines": "off" } },
  {
    files: ["{app,components,lib}/**/*.{ts,tsx}"],
    ignores: [...ENV_MODULES, "**/*.test.{ts,tsx}", "lib/testing/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "Read settings from lib/config/env.ts." },
      ],
    },
  },
  {
    files: ["e2e/**", "**/*.test.{ts,tsx}"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='waitForTimeout']",
          message: "Wait for what you expect, not for time.",
        },
      ],
    },
  },
);
