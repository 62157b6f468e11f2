// Next's typed routes are generated, then everything is type-checked once.
import { run } from "../lifecycle/prepare.ts";

await run(["node_modules/next/dist/bin/next", "typegen"], { NODE_ENV: "development" });
await run(["node_modules/typescript/bin/tsc", "--noEmit"]);
