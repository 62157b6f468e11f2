import { defineCommand } from "#lib/verbs/define-command.ts";
import { NoteScanStepInput } from "./schemas.ts";

/** Says what a running scan is doing, for whoever watches it. Not audited. */
export const noteScanStep = defineCommand({
  name: "noteScanStep",
  permission: "identity.resolve",
  input: NoteScanStepInput,

  async run(tx, _ctx, { scanId, step }) {
    await tx.trustScan.updateMany({ where: { id: scanId, state: "running" }, data: { step } });
    return { result: undefined, audit: [] };
  },
});
