import { nextPage } from "#lib/management-api/body-of.ts";
import { CREATE_TOKEN, LIST_TOKENS } from "#lib/management-api/operations/account.ts";
import { serve } from "#lib/management-api/serve.ts";
import { createToken } from "#lib/tokens/create-token.ts";
import { listTokens } from "#lib/tokens/list-tokens.ts";

export const GET = serve(LIST_TOKENS, async ({ ctx, query: { cursor, ...filter } }) => {
  const found = await listTokens(ctx, { ...filter, page: cursor });
  return { body: { tokens: found.tokens, total: found.total, nextCursor: nextPage(found) } };
});

export const POST = serve(CREATE_TOKEN, async ({ ctx, body }) => {
  const { id, token, expiresAt } = await createToken(ctx, body);
  return { body: { id, token, expiresAt } };
});

export {
  refuseMethod as DELETE,
  refuseMethod as PATCH,
  refuseMethod as PUT,
  tellMethods as OPTIONS,
} from "#lib/management-api/refuse-method.ts";
