import { expect, test } from "vitest";
import { isReadableAddress } from "./readable-address.ts";

test.each(["/", "/servers?q=%E2%82%AC&q=50%", "/servers/a%2Fb", "/x?%zz=%FF", "/?"])(
  "%s is read",
  (address) => expect(isReadableAddress(address)).toBe(true),
);

test.each(["/%", "/servers/%FF", "/%E0%A4%A", "/%ED%A0%80", "/a%00b", "/servers?q=a%00"])(
  "%s is refused",
  (address) => expect(isReadableAddress(address)).toBe(false),
);
