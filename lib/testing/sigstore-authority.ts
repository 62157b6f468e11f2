import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { initializeCA, initializeCTLog, initializeTLog } from "@sigstore/mock";

const IN_TOTO = "application/vnd.in-toto+json";
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
const FULCIO = "1.3.6.1.4.1.57264.1";

/** Who signs: the workflow of a repository, as GitHub vouches for it. */
type Workflow = {
  repository: string;
  commit: string;
  /** As certificates were until 2023. */
  old?: boolean;
};

/**
 * A Sigstore of our own: certificate authority, certificate log and transparency log with keys that
 * only its own trust root knows. Its bundles are real ones.
 */
export async function startSigstore() {
  const ctlog = await initializeCTLog(newKeys());
  const ca = await initializeCA(newKeys(), ctlog);
  const tlog = await initializeTLog("https://rekor.test.example", newKeys());

  /** A key for once, and the certificate of whose it is. */
  async function newSigner({ repository, commit, old = false }: Workflow) {
    const leaf = newKeys();
    const certificate = await ca.issueCertificate({
      publicKey: leaf.publicKey.export({ format: "der", type: "spki" }),
      subjectAltName: `${repository}/.github/workflows/release.yml@refs/heads/main`,
      extensions: old ? oldExtensions(repository, commit) : extensions(repository, commit),
    });
    const rawBytes = bytesOf(certificate).toString("base64");
    const pem = `-----BEGIN CERTIFICATE-----\n${rawBytes}\n-----END CERTIFICATE-----\n`;
    return { leaf, rawBytes, pem };
  }

  /** The annotations in which cosign kept a signature before there were bundles. */
  async function signAsCosign(payload: Buffer, workflow: Workflow) {
    const { leaf, pem } = await newSigner(workflow);
    const signature = sign("sha256", payload, leaf.privateKey).toString("base64");
    const logged = await tlog.log({
      apiVersion: "0.0.1",
      kind: "hashedrekord",
      spec: {
        data: { hash: { algorithm: "sha256", value: sha256(payload).toString("hex") } },
        signature: {
          content: signature,
          publicKey: { content: Buffer.from(pem).toString("base64") },
        },
      },
    });
    const [entry] = Object.values<Logged>(logged);
    return {
      "dev.cosignproject.cosign/signature": signature,
      "dev.sigstore.cosign/certificate": pem,
      "dev.sigstore.cosign/bundle": JSON.stringify({
        SignedEntryTimestamp: entry?.verification?.signedEntryTimestamp,
        Payload: {
          body: entry?.body as unknown,
          integratedTime: entry?.integratedTime,
          logIndex: entry?.logIndex,
          logID: entry?.logID,
        },
      }),
    };
  }

  async function attest(statement: unknown, workflow: Workflow) {
    const { leaf, rawBytes, pem } = await newSigner(workflow);
    const payload = Buffer.from(JSON.stringify(statement));
    const signed = Buffer.concat([
      Buffer.from(`DSSEv1 ${IN_TOTO.length} ${IN_TOTO} ${payload.length} `),
      payload,
    ]);
    const signature = sign("sha256", signed, leaf.privateKey).toString("base64");
    const logged = await tlog.log({
      apiVersion: "0.0.1",
      kind: "dsse",
      spec: {
        payloadHash: { algorithm: "sha256", value: sha256(payload).toString("hex") },
        signatures: [{ signature, verifier: Buffer.from(pem).toString("base64") }],
      },
    });
    return {
      mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
      verificationMaterial: {
        certificate: { rawBytes },
        tlogEntries: Object.values(logged).map(entryOf),
        timestampVerificationData: { rfc3161Timestamps: [] },
      },
      dsseEnvelope: {
        payload: payload.toString("base64"),
        payloadType: IN_TOTO,
        signatures: [{ sig: signature, keyid: "" }],
      },
    };
  }

  const since = { start: new Date(Date.now() - 86_400_000).toISOString() };
  const log = (url: string, publicKey: Buffer, id: Buffer) => ({
    baseUrl: url,
    hashAlgorithm: "SHA2_256",
    publicKey: {
      rawBytes: publicKey.toString("base64"),
      keyDetails: "PKIX_ECDSA_P256_SHA_256",
      validFor: since,
    },
    logId: { keyId: id.toString("base64") },
  });
  const rootBytes = bytesOf(ca.rootCertificate).toString("base64");
  return {
    attest,
    signAsCosign,
    trustedRoot: {
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      tlogs: [log("https://rekor.test.example", tlog.publicKey, sha256(tlog.publicKey))],
      certificateAuthorities: [
        {
          subject: { organization: "sigstore.mock", commonName: "sigstore" },
          uri: "https://fulcio.test.example",
          certChain: { certificates: [{ rawBytes: rootBytes }] },
          validFor: since,
        },
      ],
      ctlogs: [log("https://ctfe.test.example", ctlog.publicKey, bytesOf(ctlog.logID))],
      timestampAuthorities: [],
    },
  };
}

const extensions = (repository: string, commit: string) => [
  { oid: `${FULCIO}.8`, value: GITHUB_ISSUER },
  { oid: `${FULCIO}.12`, value: repository },
  { oid: `${FULCIO}.13`, value: commit },
];
const oldExtensions = (repository: string, commit: string) => [
  { oid: `${FULCIO}.1`, value: GITHUB_ISSUER, legacy: true },
  { oid: `${FULCIO}.3`, value: commit, legacy: true },
  { oid: `${FULCIO}.5`, value: repository.replace("https://github.com/", ""), legacy: true },
];

const newKeys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  Buffer.from(buffer, byteOffset, byteLength);

type Logged = Awaited<ReturnType<Awaited<ReturnType<typeof initializeTLog>>["log"]>>[string];

function entryOf({ body, integratedTime, logID, logIndex, verification }: Logged) {
  const proof = verification?.inclusionProof;
  return {
    logIndex: String(logIndex),
    logId: { keyId: Buffer.from(logID, "hex").toString("base64") },
    kindVersion: { kind: "dsse", version: "0.0.1" },
    integratedTime: String(integratedTime),
    inclusionPromise: { signedEntryTimestamp: verification?.signedEntryTimestamp },
    inclusionProof: proof && {
      logIndex: String(proof.logIndex),
      rootHash: Buffer.from(proof.rootHash, "hex").toString("base64"),
      treeSize: String(proof.treeSize),
      hashes: [],
      checkpoint: { envelope: proof.checkpoint },
    },
    canonicalizedBody: String(body),
  };
}
