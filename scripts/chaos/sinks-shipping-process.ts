// The shipping of the log as the worker runs it, without the rest of the worker.
import { startShipping } from "#lib/audit-sinks/shipping/start-shipping.ts";
import { onShutdown } from "../lifecycle/on-shutdown.ts";

const shipping = startShipping();
onShutdown(() => shipping.stop());
process.send?.({ ready: true });
