import { createHash, verify, X509Certificate } from "node:crypto";
import { decodeDer, type Der } from "./der.ts";

const START = Buffer.from("MCPB_SIG_V1");
const END = Buffer.from("MCPB_SIG_END");
const MAX_BLOCK = 1_048_576;
const COMMENT_LENGTH = 2;
const END_OF_ZIP = 22;

/** The signature that `mcpb sign` hangs on a bundle's end. */
export type SignatureBlock =
  | { state: "absent" }
  /** It does not fit the bytes. */
  | { state: "wrong"; detail: string }
  /** It fits; whether its certificate is to be trusted is another question. */
  | { state: "fits"; subject: string }
  | { state: "unreadable"; detail: string };

const unreadable = (detail: string): SignatureBlock => ({ state: "unreadable", detail });

/** Reads the block and compares it with the bytes before it (PKCS#7 with one signer, RFC 5652). */
export function readSignatureBlock(bundle: Buffer): SignatureBlock {
  if (!bundle.subarray(-END.length).equals(END)) return { state: "absent" };
  const start = bundle.lastIndexOf(START);
  if (start <= 0) return unreadable("The signature has an end and no beginning.");
  const from = start + START.length + 4;
  const length = bundle.readUInt32LE(start + START.length);
  if (length > MAX_BLOCK || from + length + END.length !== bundle.length)
    return unreadable("The signature says another length than it has.");
  const signed = signedDataIn(bundle.subarray(from, from + length));
  if (signed === null) return unreadable("The signature is of a form that is not understood.");
  return compare(signed, contentsOf(bundle, start));
}

/** The bundle before it was signed: newer tools note the block's length in the zip's last record. */
function contentsOf(bundle: Buffer, start: number): Buffer[] {
  const plain = bundle.subarray(0, start);
  if (plain.length < END_OF_ZIP) return [plain];
  const restored = Buffer.from(plain);
  restored.writeUInt16LE(0, restored.length - COMMENT_LENGTH);
  return [plain, restored];
}

type Signed = {
  certificates: X509Certificate[];
  /** Hex, upper case, as certificates give it. */
  serial: string;
  hash: string;
  messageDigest: Buffer;
  /** The signed attributes, as they are signed. */
  attributes: Buffer;
  signature: Buffer;
};

function compare(signed: Signed, contents: readonly Buffer[]): SignatureBlock {
  const isOfThese = contents.some((content) =>
    createHash(signed.hash).update(content).digest().equals(signed.messageDigest),
  );
  if (!isOfThese) return { state: "wrong", detail: "The signature is of other bytes than these." };
  const certificate = signed.certificates.find(
    ({ serialNumber }) => serialNumber.replace(/^0+/, "") === signed.serial,
  );
  if (certificate === undefined) return unreadable("The signature brings no certificate along.");
  try {
    const { publicKey, subject } = certificate;
    return verify(signed.hash, signed.attributes, publicKey, signed.signature)
      ? { state: "fits", subject: subject.replace(/\n/g, ", ").slice(0, 300) }
      : { state: "wrong", detail: "The signature was not made with the key of its certificate." };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return unreadable("The signature uses a method that is not understood.");
  }
}

const HASHES: Readonly<Record<string, string>> = {
  "608648016503040201": "sha256",
  "608648016503040202": "sha384",
  "608648016503040203": "sha512",
};
const SIGNED_DATA = "2a864886f70d010702";
const MESSAGE_DIGEST = "2a864886f70d010904";
const TAG = { oid: 0x06, octets: 0x04, integer: 0x02, context0: 0xa0, set: 0x31 } as const;

type Perhaps = Der | null;

/** What lies inside, step by step. */
const partOf = (der: Perhaps, ...path: number[]): Perhaps =>
  path.reduce<Perhaps>((one, at) => one?.parts()[at] ?? null, der);
const tagged = (der: Perhaps, tag: number): Perhaps => (der?.tag === tag ? der : null);
const isOid = (one: Perhaps, hex: string): boolean =>
  tagged(one, TAG.oid)?.body.toString("hex") === hex;

function signedDataIn(block: Buffer): Signed | null {
  const message = decodeDer(block);
  if (!isOid(partOf(message, 0), SIGNED_DATA)) return null;
  const signedData = partOf(message, 1, 0);
  const parts = signedData?.parts() ?? [];
  const [signer, another] = tagged(partOf(signedData, parts.length - 1), TAG.set)?.parts() ?? [];
  if (signer === undefined || another !== undefined) return null;
  return signerIn(signer, certificatesIn(parts));
}

function signerIn(signer: Der, certificates: X509Certificate[]): Signed | null {
  const serial = tagged(partOf(signer, 1, 1), TAG.integer);
  const hash = HASHES[partOf(signer, 2, 0)?.body.toString("hex") ?? ""];
  const attributes = tagged(partOf(signer, 3), TAG.context0);
  const signature = tagged(partOf(signer, 5), TAG.octets);
  const messageDigest = attributes && messageDigestIn(attributes);
  if (!serial || hash === undefined || !attributes || !signature || !messageDigest) return null;
  return {
    certificates,
    serial: serial.body.toString("hex").toUpperCase().replace(/^0+/, ""),
    hash,
    messageDigest,
    // They are signed as the set that they are, not under the tag that they travel with.
    attributes: Buffer.concat([Buffer.from([TAG.set]), attributes.whole.subarray(1)]),
    signature: signature.body,
  };
}

function messageDigestIn(attributes: Der): Buffer | null {
  const found = attributes.parts().find((one) => isOid(partOf(one, 0), MESSAGE_DIGEST));
  return tagged(partOf(found ?? null, 1, 0), TAG.octets)?.body ?? null;
}

const certificatesIn = (parts: readonly Der[]): X509Certificate[] => {
  const listed = parts.find(({ tag }) => tag === TAG.context0)?.parts() ?? [];
  return listed.flatMap(({ whole }) => certificateOf(whole) ?? []);
};

function certificateOf(der: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(der);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return null;
  }
}
