import { randomUUID } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from "jose";

type Signed = { alg?: string; kid?: string; key?: CryptoKey | Uint8Array };

/** An OpenID issuer on a real port: discovery, keys, and tokens signed with them. */
export async function startIssuer(alg = "RS256") {
  let keys = await generateKeyPair(alg, { extractable: true });
  let kid = randomUUID();
  const published = async (): Promise<JWK> => ({
    ...(await exportJWK(keys.publicKey)),
    kid,
    alg,
    use: "sig",
  });
  let jwks: JWK[] = [await published()];
  const asked: string[] = [];
  const answers = new Map<string, (res: http.ServerResponse) => void>();

  const server = http.createServer((req, res) => {
    const path = req.url ?? "/";
    asked.push(path);
    const answer = answers.get(path);
    if (answer) return answer(res);
    if (path === "/.well-known/openid-configuration")
      return json(res, { issuer, jwks_uri: `${issuer}/keys` });
    return path === "/keys" ? json(res, { keys: jwks }) : res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer = `http://${host}`;

  return {
    issuer,
    host,
    /** Paths that were asked for, in order. */
    asked,
    /** Answers a path in another way from now on. */
    answer: (path: string, how: (res: http.ServerResponse) => void) => answers.set(path, how),
    publicKey: () => keys.publicKey,
    /** A new key, published beside the old one, or kept back. */
    async rotate({ publish }: { publish: boolean }) {
      keys = await generateKeyPair(alg, { extractable: true });
      kid = randomUUID();
      if (publish) jwks = [...jwks, await published()];
    },
    publish: (more: JWK) => (jwks = [...jwks, more]),
    /** Of now, for a minute, unless the claims say otherwise; undefined leaves a claim out. */
    sign(claims: Record<string, unknown>, how: Signed = {}) {
      const now = Math.floor(Date.now() / 1_000);
      const usual = {
        iss: issuer,
        sub: "job",
        jti: randomUUID(),
        iat: now,
        nbf: now,
        exp: now + 60,
      };
      const payload = { ...usual, ...claims } as JWTPayload;
      return new SignJWT(payload)
        .setProtectedHeader({ alg: how.alg ?? alg, kid: how.kid ?? kid })
        .sign(how.key ?? keys.privateKey);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function json(res: http.ServerResponse, body: unknown): void {
  res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
