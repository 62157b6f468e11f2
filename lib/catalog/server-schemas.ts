import { z } from "zod";
import { deploymentAddressProblem } from "./core/deployment-address.ts";
import { characterProblem, nameProblem } from "./core/document-text.ts";
import { hiddenCharacters } from "./core/look-alike.ts";
import { urlProblem } from "./core/safe-url.ts";

/** A text that people read as it stands: nothing in it is invisible. */
export function plainText(max: number) {
  return z
    .string()
    .trim()
    .max(max, `Write at most ${max} characters.`)
    .superRefine((text, issue) => {
      if (characterProblem(text) !== null || hiddenCharacters(text).length > 0)
        issue.addIssue({ code: "custom", message: "Leave out invisible and control characters." });
    });
}

/** Forms send an empty text for "nothing". */
export const orNull = (text: z.ZodType<string, string>) =>
  z
    .union([text, z.null()])
    .optional()
    .transform((value) => (value === undefined || value === "" ? null : value));

const word = plainText(50);
export const wordList = (max: number) =>
  z
    .preprocess(
      (value) => (typeof value === "string" ? value.split(",") : value),
      z.array(word).max(500, "These are too many."),
    )
    .transform((words) => [...new Set(words.filter((entry) => entry !== ""))])
    .pipe(z.array(z.string()).max(max, `Choose at most ${max}.`));

export const ServerName = z
  .string()
  .max(300)
  .refine((name) => nameProblem(name) === null, "This is not a name of a server.");

export const ServerRef = z.object({ name: ServerName });

/**
 * The stamp of what a form showed (see core/stamp.ts). When it is given and the facts have changed
 * since, the command is refused instead of undoing somebody else's work.
 */
const seen = z.string().max(100_000).optional();

export const DescribeServerInput = z.object({
  name: ServerName,
  supportContact: orNull(plainText(200)),
  supportChannel: orNull(plainText(200)),
  documentation: orNull(
    plainText(2_000).superRefine((url, issue) => {
      const problem = url === "" ? null : urlProblem(url);
      if (problem !== null) issue.addIssue({ code: "custom", message: `This address ${problem}.` });
    }),
  ),
  categories: wordList(10),
  tags: wordList(30),
  seen,
});

export const CLASSIFICATIONS = ["public", "internal", "confidential", "restricted"] as const;

export const ClassifyServerInput = z.object({
  name: ServerName,
  classification: z.enum(CLASSIFICATIONS, "Choose a classification."),
  seen,
});

export const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Choose a team.");

export const AssignOwnerInput = z.object({
  name: ServerName,
  /** Slug of the owner team. */
  team: slug,
  /** E-mail address of a member of that team; empty for none. */
  deputy: orNull(z.string().trim().toLowerCase().max(254)),
  seen,
});

export const SetVisibilityInput = z.object({
  name: ServerName,
  visibility: z.enum(["everyone", "teams"], "Choose who sees the server."),
  /** Slugs of the teams that see it besides the owner team; they count for `teams` only. */
  teams: z
    .preprocess(
      (value) =>
        value === undefined || value === "" ? [] : typeof value === "string" ? [value] : value,
      z.array(slug).max(200),
    )
    .transform((slugs) => [...new Set(slugs)]),
  seen,
});

export const DEPLOYMENT_MODELS = ["cloud", "self_hosted", "hybrid"] as const;
export const RUNNING_STATUSES = ["planned", "active", "suspended"] as const;

/** A web address or host:port, without user names or passwords. */
export const deploymentAddress = plainText(500).superRefine((address, issue) => {
  const problem = address === "" ? null : deploymentAddressProblem(address);
  if (problem !== null) issue.addIssue({ code: "custom", message: problem });
});

const deploymentFacts = {
  environment: plainText(50).min(1, "Name the environment, such as production."),
  model: z.enum(DEPLOYMENT_MODELS, "Choose where it runs."),
  provider: plainText(100).min(
    1,
    "Say on what it runs, such as the name of a cluster or provider.",
  ),
  region: orNull(plainText(100)),
  residency: orNull(plainText(100)),
  address: orNull(deploymentAddress),
  operatedBy: plainText(100).min(1, "Say who operates it."),
  status: z.enum(RUNNING_STATUSES, "Choose a status.").default("active"),
  version: orNull(plainText(255)),
};

export const RecordDeploymentInput = z.object({ name: ServerName, ...deploymentFacts });
export const ChangeDeploymentInput = z.object({ deploymentId: z.uuid(), ...deploymentFacts, seen });
export const EndDeploymentInput = z.object({ deploymentId: z.uuid(), seen });

const VERSIONS_PER_PAGE = 50;

/** A version of a server, as it is written: it may hold anything but control characters. */
const versionText = z.string().min(1).max(255);

export const ListVersionsInput = z.object({
  name: ServerName,
  /** The last version of the page before. */
  after: versionText.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(VERSIONS_PER_PAGE),
});

export const VersionRef = z.object({ name: ServerName, version: versionText.optional() });

export const VersionDiffInput = z.object({
  name: ServerName,
  from: versionText,
  to: versionText,
});

export const ActivityCursor = z.tuple([z.iso.datetime(), z.uuid()]);

export const ListActivityInput = z.object({
  name: ServerName,
  /** `time_id` of the last record of the page before. */
  cursor: z
    .string()
    .max(200)
    .refine(
      (text) => ActivityCursor.safeParse(text.split("_")).success,
      "This page of the log does not exist.",
    )
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});
