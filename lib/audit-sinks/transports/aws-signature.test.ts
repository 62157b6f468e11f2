import { describe, expect, test } from "vitest";
import { awsEncode, awsHeaders } from "./aws-signature.ts";
import { sha256Hex } from "./sink-target.ts";

const signatureOf = ({ authorization = "" }: Record<string, string>) =>
  /Signature=(\w+)$/.exec(authorization)?.[1];

test("the suite's get-vanilla is signed as AWS signs it", () => {
  const headers = awsHeaders(
    { method: "GET", url: "https://example.amazonaws.com/", payloadHash: sha256Hex("") },
    { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" },
    { region: "us-east-1", service: "service", at: new Date("2015-08-30T12:36:00Z") },
  );
  expect(headers["authorization"]).toBe(
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
  );
});

describe("the examples of the S3 reference (Signature Calculations for the Authorization Header)", () => {
  const base = "https://examplebucket.s3.amazonaws.com";
  const keys = {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  const scope = { region: "us-east-1", service: "s3", at: new Date("2013-05-24T00:00:00Z") };

  test.each([
    {
      name: "GET Object",
      request: {
        method: "GET",
        url: `${base}/test.txt`,
        payloadHash: sha256Hex(""),
        headers: { range: "bytes=0-9" },
      },
      signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    },
    {
      name: "PUT Object",
      request: {
        method: "PUT",
        url: `${base}/test%24file.text`,
        payloadHash: sha256Hex("Welcome to Amazon S3."),
        headers: {
          date: "Fri, 24 May 2013 00:00:00 GMT",
          "x-amz-storage-class": "REDUCED_REDUNDANCY",
        },
      },
      signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    },
    {
      name: "GET Bucket Lifecycle",
      request: { method: "GET", url: `${base}/?lifecycle`, payloadHash: sha256Hex("") },
      signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    },
    {
      name: "GET Bucket (List Objects)",
      request: { method: "GET", url: `${base}/?max-keys=2&prefix=J`, payloadHash: sha256Hex("") },
      signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    },
  ])("$name", ({ request, signature }) => {
    expect(signatureOf(awsHeaders(request, keys, scope))).toBe(signature);
  });

  test("a session's token is signed too", () => {
    const request = { method: "GET", url: `${base}/`, payloadHash: sha256Hex("") };
    const headers = awsHeaders(request, { ...keys, sessionToken: "t" }, scope);
    expect(headers["x-amz-security-token"]).toBe("t");
    expect(headers["authorization"]).toContain("x-amz-date;x-amz-security-token,");
  });
});

test("what encodeURIComponent leaves is encoded", () => {
  expect(awsEncode("a b/!'()*~é")).toBe("a%20b%2F%21%27%28%29%2A~%C3%A9");
});
