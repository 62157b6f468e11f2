import { createHash, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { describe, expect, test } from "vitest";
import { bundleManifest, bundleOf } from "#lib/testing/mcpb-bundles.ts";
import { readSignatureBlock } from "./signature-block.ts";

const tagged = (tag: number, ...parts: Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  const short = body.length < 128;
  const length = short
    ? Buffer.from([body.length])
    : Buffer.from([0x82, body.length >> 8, body.length & 255]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
};
const seq = (...parts: Buffer[]) => tagged(0x30, ...parts);
const set = (...parts: Buffer[]) => tagged(0x31, ...parts);
const oid = (hex: string) => tagged(0x06, Buffer.from(hex, "hex"));
const integer = (hex: string) => tagged(0x02, Buffer.from(hex, "hex"));
const octets = (bytes: Buffer) => tagged(0x04, bytes);
const NULL = tagged(0x05);

const SHA256 = seq(oid("608648016503040201"), NULL);
const SHA256_RSA = seq(oid("2a864886f70d01010b"), NULL);
const SERIAL = "0a0b0c";
const NAME = seq(set(seq(oid("550403"), tagged(0x0c, Buffer.from("Acme Bundles")))));

/** A certificate that nobody but its own key vouches for, as `mcpb sign --self-signed` makes it. */
function selfSigned(publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const time = (text: string) => tagged(0x17, Buffer.from(text));
  const tbs = seq(
    tagged(0xa0, integer("02")),
    integer(SERIAL),
    SHA256_RSA,
    NAME,
    seq(time("260101000000Z"), time("360101000000Z")),
    NAME,
    publicKey.export({ format: "der", type: "spki" }),
  );
  const signature = sign("sha256", tbs, privateKey);
  return seq(tbs, SHA256_RSA, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
}

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });

type Change = { content?: Buffer; signer?: KeyObject; certificate?: boolean };

function pkcs7(
  bundle: Buffer,
  { content = bundle, signer = keys.privateKey, ...more }: Change = {},
) {
  const digest = createHash("sha256").update(content).digest();
  const attributes = [
    seq(oid("2a864886f70d010903"), set(oid("2a864886f70d010701"))),
    seq(oid("2a864886f70d010904"), set(octets(digest))),
  ];
  const certificate = selfSigned(keys.publicKey, keys.privateKey);
  const signerInfo = seq(
    integer("01"),
    seq(NAME, integer(SERIAL)),
    SHA256,
    tagged(0xa0, ...attributes),
    SHA256_RSA,
    octets(sign("sha256", set(...attributes), signer)),
  );
  const signedData = seq(
    integer("01"),
    set(SHA256),
    seq(oid("2a864886f70d010701")),
    ...(more.certificate === false ? [] : [tagged(0xa0, certificate)]),
    set(signerInfo),
  );
  return seq(oid("2a864886f70d010702"), tagged(0xa0, signedData));
}

function withBlock(bundle: Buffer, block: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(block.length);
  return Buffer.concat([
    bundle,
    Buffer.from("MCPB_SIG_V1"),
    length,
    block,
    Buffer.from("MCPB_SIG_END"),
  ]);
}

const bundle = bundleOf(bundleManifest());

describe("the signature on a bundle's end", () => {
  test("that fits is told with the name in its certificate, and nothing more is claimed", () => {
    expect(readSignatureBlock(withBlock(bundle, pkcs7(bundle)))).toEqual({
      state: "fits",
      subject: "CN=Acme Bundles",
    });
  });

  test("fits too where the tool has noted its length in the zip", () => {
    const noted = Buffer.from(bundle);
    const block = pkcs7(bundle);
    noted.writeUInt16LE(block.length + 27, noted.length - 2);
    expect(readSignatureBlock(withBlock(noted, block)).state).toBe("fits");
  });

  test("of other bytes, or by another key than its certificate's, is wrong", () => {
    const other = bundleOf(bundleManifest({ name: "other" }));
    expect(readSignatureBlock(withBlock(other, pkcs7(bundle))).state).toBe("wrong");
    const forged = pkcs7(bundle, { signer: stranger.privateKey });
    expect(readSignatureBlock(withBlock(bundle, forged)).state).toBe("wrong");
  });

  test("that is not there is absent; what cannot be read is neither", () => {
    expect(readSignatureBlock(bundle)).toEqual({ state: "absent" });
    const block = pkcs7(bundle);
    const whole = withBlock(bundle, block);
    for (const bytes of [
      withBlock(bundle, Buffer.from("nothing")),
      withBlock(bundle, block.subarray(0, 200)),
      withBlock(bundle, pkcs7(bundle, { certificate: false })),
      Buffer.concat([bundle, Buffer.from("MCPB_SIG_END")]),
      Buffer.concat([whole.subarray(0, bundle.length + 13), whole.subarray(bundle.length + 20)]),
    ])
      expect(readSignatureBlock(bytes).state).toBe("unreadable");
  });

  test("any single changed byte of it gives an answer, never an exception", () => {
    const whole = withBlock(bundle, pkcs7(bundle));
    for (let at = bundle.length; at < whole.length - 12; at += 7) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x41;
      expect(["wrong", "unreadable", "fits", "absent"]).toContain(
        readSignatureBlock(changed).state,
      );
    }
  });
});
