import type { ServerJson } from "#lib/catalog/core/server-json.ts";
import type { DemoServer } from "../demo-server.ts";
import { inCluster, onLaptops } from "../deployments.ts";
import { SCHEMA, flag, github, npm, option } from "../documents.ts";
import { KUBERNETES_README } from "../readmes/data.ts";
import { adds, destroys, reads, replacing, unmarked, without } from "../tools.ts";

function kubernetes(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.containers/kubernetes-mcp-server",
    title: "Kubernetes",
    description: "Pods, logs, events and any other resource of Kubernetes and OpenShift clusters.",
    version,
    repository: github("containers/kubernetes-mcp-server"),
    packages: [
      {
        ...npm("kubernetes-mcp-server", version, [
          option("KUBECONFIG", "File that says which clusters it may reach."),
        ]),
        packageArguments: [
          {
            type: "named",
            name: "--read-only",
            description: "Leaves out every tool that writes.",
            format: "boolean",
          },
          {
            type: "named",
            name: "--toolsets",
            description: "Comma-separated groups of tools.",
            default: "config,core",
          },
        ],
      },
    ],
  };
}

const RESOURCE = "apiVersion, kind, name, namespace?";
const KUBERNETES_TOOLS = [
  reads("configuration_view", "Shows the connection settings in use.", "minified?: boolean"),
  reads("namespaces_list", "Lists the namespaces.", "fieldSelector?"),
  reads("events_list", "Lists events.", "fieldSelector?, namespace?"),
  reads("pods_list", "Lists the pods of all namespaces.", "fieldSelector?, labelSelector?"),
  reads("pods_get", "Returns one pod.", "name, namespace?"),
  reads(
    "pods_log",
    "Returns the log of a pod.",
    "container?, name, namespace?, previous?: boolean, tail?: integer",
  ),
  reads(
    "pods_top",
    "Shows what pods use.",
    "all_namespaces?: boolean, label_selector?, name?, namespace?",
  ),
  adds("pods_run", "Starts an image as a pod.", "image, name?, namespace?, port?: number"),
  destroys(
    "pods_exec",
    "Runs a command inside a pod.",
    "command: string[], container?, name, namespace?",
  ),
  destroys("pods_delete", "Deletes a pod.", "name, namespace?"),
  reads("resources_get", "Returns any resource.", RESOURCE),
  destroys("resources_create_or_update", "Applies a manifest.", "resource"),
  destroys(
    "resources_delete",
    "Deletes any resource.",
    `${RESOURCE}, gracePeriodSeconds?: integer`,
  ),
];

const KUBERNETES_TOOLS_0_0_59 = replacing(KUBERNETES_TOOLS, [
  reads("namespaces_list", "Lists the namespaces."),
  reads("events_list", "Lists events.", "namespace?"),
]);

function kubectl(version: string): ServerJson {
  return {
    $schema: SCHEMA,
    name: "io.github.Flux159/mcp-server-kubernetes",
    title: "kubectl and Helm",
    description: "Gives a model kubectl and Helm, command by command.",
    version,
    repository: github("Flux159/mcp-server-kubernetes"),
    packages: [
      npm("mcp-server-kubernetes", version, [
        option("KUBECONFIG", "File that says which clusters it may reach."),
        flag("ALLOW_ONLY_NON_DESTRUCTIVE_TOOLS", "Leaves out the tools that delete."),
      ]),
    ],
  };
}

const KUBECTL_TOOLS = [
  reads(
    "kubectl_get",
    "Lists or returns resources.",
    "resourceType, name?, namespace?, output?: json|yaml|wide|name|custom",
  ),
  reads("kubectl_describe", "Describes a resource.", "resourceType, name, namespace?"),
  reads(
    "kubectl_logs",
    "Returns logs.",
    "resourceType: pod|deployment|job|cronjob, name, namespace?, tail?: number",
  ),
  destroys(
    "kubectl_apply",
    "Applies a manifest.",
    "manifest?, filename?, namespace?, dryRun?: boolean",
  ),
  destroys(
    "kubectl_scale",
    "Changes the number of replicas.",
    "name, namespace?, replicas: number",
  ),
  destroys(
    "kubectl_patch",
    "Patches a resource.",
    "resourceType, name, patchType?: strategic|merge|json, patchData?: object",
  ),
  destroys(
    "kubectl_delete",
    "Deletes resources.",
    "resourceType?, name?, namespace?, force?: boolean",
  ),
  destroys(
    "exec_in_pod",
    "Runs a command inside a pod.",
    "name, namespace?, command: string[], container?",
  ),
  destroys("kubectl_generic", "Runs any kubectl command.", "command, subCommand?, args?: string[]"),
  destroys(
    "install_helm_chart",
    "Installs a chart.",
    "name, chart, namespace, repo?, values?: object",
  ),
  destroys("uninstall_helm_chart", "Removes a release.", "name, namespace"),
  unmarked("kubectl_reconnect", "Reads the configuration again."),
];

export const KUBERNETES_SERVERS: readonly DemoServer[] = [
  {
    versions: [
      {
        document: kubernetes("0.0.59"),
        lifecycle: "deprecated",
        publishedDaysAgo: 246,
        tools: KUBERNETES_TOOLS_0_0_59,
      },
      { document: kubernetes("0.0.66"), lifecycle: "approved", publishedDaysAgo: 100 },
      {
        document: kubernetes("0.0.67"),
        lifecycle: "approved",
        publishedDaysAgo: 62,
        changelog: "Namespaces and events can be filtered.",
      },
    ],
    origin: "community",
    lifecycle: "approved",
    classification: "restricted",
    ownerTeam: "platform",
    deputy: "owner-platform@acme.example",
    visibleToTeams: ["platform", "security-engineering"],
    exposed: false,
    categories: ["Cloud & infrastructure"],
    tags: ["kubernetes", "openshift", "pods", "logs"],
    supportContact: "platform@acme.example",
    supportChannel: "#mcp-infrastructure",
    documentation: "https://github.com/containers/kubernetes-mcp-server#readme",
    readme: KUBERNETES_README,
    deployments: [
      inCluster("production", "https://kubernetes.mcp.acme.example/mcp", "Platform"),
      inCluster("staging", "https://kubernetes.mcp.staging.acme.example/mcp", "Platform"),
    ],
    tools: KUBERNETES_TOOLS,
  },
  {
    versions: [
      {
        document: kubectl("2.9.6"),
        lifecycle: "deprecated",
        publishedDaysAgo: 244,
        // Until 3.x only plain deletions were marked as destructive.
        tools: [
          ...without(KUBECTL_TOOLS, [
            "kubectl_apply",
            "kubectl_scale",
            "exec_in_pod",
            "kubectl_reconnect",
          ]),
          unmarked(
            "kubectl_apply",
            "Applies a manifest.",
            "manifest?, filename?, namespace?, dryRun?: boolean",
          ),
          unmarked(
            "kubectl_scale",
            "Changes the number of replicas.",
            "name, namespace?, replicas: number",
          ),
          unmarked(
            "exec_in_pod",
            "Runs a command inside a pod.",
            "name, namespace?, command: string[], shell?",
          ),
        ],
      },
      { document: kubectl("4.1.7"), lifecycle: "deprecated", publishedDaysAgo: 68 },
    ],
    origin: "community",
    lifecycle: "deprecated",
    statusMessage: "Use the Kubernetes server instead: it can be limited to reading.",
    classification: "restricted",
    ownerTeam: "platform",
    exposed: false,
    categories: ["Cloud & infrastructure"],
    tags: ["kubernetes", "kubectl", "helm"],
    supportChannel: "#mcp-infrastructure",
    deployments: [onLaptops()],
    tools: KUBECTL_TOOLS,
  },
];
