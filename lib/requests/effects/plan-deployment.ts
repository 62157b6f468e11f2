import type { DeploymentModel } from "#lib/catalog/core/words.ts";
import type { Tx } from "#lib/db/client.ts";
import { AppError } from "#lib/kernel/errors.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { JsonObject } from "#lib/kernel/json.ts";
import type { Granted } from "./effect.ts";
import { objectField, textField } from "./payload-fields.ts";

type Where = { serverId: string; granted: Granted };

/** Said of a place of which a request gives the model only; its owner names it. */
const UNNAMED = "Not named yet";

/**
 * A step: where it will run, as far as the request says. What runs there already gets the new model
 * and address; what does not is planned until somebody runs it.
 */
export async function planDeployment(tx: Tx, ctx: Context, where: Where): Promise<void> {
  const { payload } = where.granted;
  const deployment = objectField(payload, "deployment");
  const model = textField(payload, "deploymentModel") as DeploymentModel | null;
  if (deployment !== null)
    await planNamed(tx, ctx, { ...where, place: placeOf(deployment), model });
  else if (model !== null) await planOnly(tx, ctx, { ...where, model });
}

type Named = Where & { place: ReturnType<typeof placeOf>; model: DeploymentModel | null };

async function planNamed(tx: Tx, ctx: Context, { serverId, place, model }: Named): Promise<void> {
  const { environment, provider } = place;
  const running = await tx.deployment.findFirst({
    where: { serverId, environment, provider, status: { not: "ended" } },
    select: { id: true },
  });
  if (running)
    await tx.deployment.update({
      where: { id: running.id },
      data: { ...place, ...(model === null ? {} : { model }), updatedAt: ctx.now },
      select: { id: true },
    });
  else if (model === null)
    throw new AppError("conflict", "The deployment that was to change has ended meanwhile.");
  else await plan(tx, ctx, { serverId, ...place, model });
}

/** A model alone is that of the one place it runs in, or of the first it will run in. */
async function planOnly(
  tx: Tx,
  ctx: Context,
  { serverId, granted, model }: Where & { model: DeploymentModel },
): Promise<void> {
  const [one, another] = await tx.deployment.findMany({
    where: { serverId, status: { not: "ended" } },
    take: 2,
    select: { id: true },
  });
  if (another)
    throw new AppError("conflict", "It runs in several places now: its author has to name one.");
  if (one) {
    const data = { model, updatedAt: ctx.now };
    await tx.deployment.update({ where: { id: one.id }, data, select: { id: true } });
    return;
  }
  // Conditions that agree on no environment leave none to plan.
  const [environment] = granted.conditions.allowedEnvironments ?? ["production"];
  if (environment !== undefined)
    await plan(tx, ctx, { serverId, environment, provider: UNNAMED, operatedBy: UNNAMED, model });
}

type Planned = { serverId: string; model: DeploymentModel; environment: string } & Pick<
  ReturnType<typeof placeOf>,
  "provider" | "operatedBy"
>;

async function plan(tx: Tx, ctx: Context, deployment: Planned): Promise<void> {
  await tx.deployment.create({
    data: { ...deployment, status: "planned", createdAt: ctx.now, updatedAt: ctx.now },
    select: { id: true },
  });
}

const placeOf = (deployment: JsonObject) => ({
  environment: textField(deployment, "environment") ?? "",
  provider: textField(deployment, "provider") ?? "",
  region: textField(deployment, "region"),
  residency: textField(deployment, "residency"),
  address: textField(deployment, "address"),
  operatedBy: textField(deployment, "operatedBy") ?? "",
});
