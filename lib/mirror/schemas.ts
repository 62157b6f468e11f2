import { z } from "zod";
import { AllowedHosts, HostList, PlainAddress } from "#lib/imports/schemas.ts";
import { registryBase } from "./core/registry-address.ts";

const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "on"]).transform((word) => word !== "false"),
]);
const Name = z.string().trim().min(1, "Give the source a name.").max(80);
const Address = PlainAddress.transform(registryBase);

export const MirrorRef = z.object({ id: z.uuid() });

export const CreateMirrorInput = z.object({
  name: Name,
  /** Of the registry, with or without /v0.1. */
  url: Address,
  enabled: flag.default(true),
  allowedHosts: AllowedHosts,
  /** Approve what arrives. Unset, it arrives as a candidate for review. */
  approve: flag.default(false),
  /** Put what is approved in the anonymous feed too. */
  expose: flag.default(false),
});

/** What is absent stays as it is. */
export const ChangeMirrorInput = MirrorRef.extend({
  name: Name.optional(),
  url: Address.optional(),
  enabled: flag.optional(),
  allowedHosts: HostList.optional(),
  approve: flag.optional(),
  expose: flag.optional(),
});

export const SaveMirrorPageInput = MirrorRef.extend({
  runId: z.uuid(),
  /** Where the next page begins; null restarts from the beginning. */
  cursor: z.string().max(8_192).nullable(),
});

export const FinishMirrorRunInput = MirrorRef.extend({
  runId: z.uuid(),
  failure: z.string().max(1_000).nullable(),
});
