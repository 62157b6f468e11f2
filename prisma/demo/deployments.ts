import type { DemoDeployment } from "./demo-server.ts";

export function onLaptops(): DemoDeployment {
  return {
    environment: "development",
    model: "self_hosted",
    provider: "Developer laptops",
    operatedBy: "Each engineer",
    status: "active",
  };
}

/** On Acme's own cluster, which stands in the European Union. */
export function inCluster(
  environment: DemoDeployment["environment"],
  address: string,
  operatedBy: string,
): DemoDeployment {
  return {
    environment,
    model: "self_hosted",
    provider: "Acme Kubernetes",
    region: "eu-central",
    residency: "EU",
    address,
    operatedBy,
    status: "active",
  };
}

/** In production, run by the vendor in its own cloud. */
export function atVendor(vendor: string, address: string, residency: "EU" | "US"): DemoDeployment {
  return {
    environment: "production",
    model: "cloud",
    provider: vendor,
    region: residency.toLowerCase(),
    residency,
    address,
    operatedBy: vendor,
    status: "active",
  };
}
