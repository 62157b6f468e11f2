// The production build; skipped by content digest when nothing it reads changed.
import { build } from "../lifecycle/prepare.ts";

await build();
