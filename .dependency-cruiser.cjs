const TEST = "\\.test\\.tsx?$";

/**
 * Who may import whom (house.md, section 3). `npm run floors` also checks how many modules
 * were looked at: a tool that saw nothing must not report success.
 * @type {import("dependency-cruiser").IConfiguration}
 */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "core-is-pure",
      comment: "core/ decides, it never does. Move the I/O to the verb next to it.",
      severity: "error",
      from: { path: "^lib/[^/]+/core/", pathNot: TEST },
      to: { pathNot: "^lib/([^/]+/core|kernel)/" },
    },
    {
      name: "kernel-imports-nothing",
      severity: "error",
      from: { path: "^lib/kernel/", pathNot: TEST },
      to: { pathNot: "^lib/kernel/" },
    },
    {
      name: "schemas-are-browser-safe",
      severity: "error",
      from: { path: "schemas\\.ts$" },
      to: { pathNot: "^lib/([^/]+/core|kernel)/|schemas\\.ts$|node_modules/zod/" },
    },
    {
      name: "the-database-has-one-door",
      comment: "Only verbs hold the client. Features receive tx or db as an argument.",
      severity: "error",
      from: {
        pathNot:
          "^(lib/(verbs|db|testing|audit/(chain|sequencer|segments))|prisma|scripts|e2e)/|" + TEST,
      },
      to: { path: "^lib/db/client", dependencyTypesNot: ["type-only"] },
    },
    {
      name: "entry-points-never-see-prisma",
      comment: "Not even its types: they are how row shapes leak into pages.",
      severity: "error",
      from: { path: "^(app|components)/|^lib/(actions|http)/", pathNot: TEST },
      to: { path: "^lib/db/(client|generated)|node_modules/@prisma/" },
    },
    {
      name: "nothing-imports-app",
      severity: "error",
      from: { path: "^(lib|components)/" },
      to: { path: "^app/" },
    },
    {
      name: "components-see-core-schemas-and-types",
      severity: "error",
      from: { path: "^components/", pathNot: TEST },
      to: {
        path: "^lib/",
        pathNot: "^lib/([^/]+/core|kernel|markdown)/|schemas\\.ts$",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "features-do-not-know-next",
      severity: "error",
      from: { path: "^lib/", pathNot: "^lib/(actions|http|auth|markdown)/|" + TEST },
      to: { path: "node_modules/(next|react)/" },
    },
    {
      name: "test-helpers-stay-in-tests",
      severity: "error",
      from: { pathNot: TEST + "|^lib/testing/|^e2e/|^scripts/(bench|chaos)" },
      to: { path: "^lib/testing/" },
    },
    {
      name: "one-guarded-fetch",
      comment: "Every address we are told to fetch goes through lib/egress.",
      severity: "error",
      from: { path: "^(lib|app|components)/", pathNot: "^lib/egress/|" + TEST },
      to: { path: "node_modules/undici/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules|^lib/db/generated" },
    exclude: { path: "^\\.next" },
  },
};
