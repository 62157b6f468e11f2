const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * One spelling of a domain: small letters, other scripts as punycode (`xn--…`), no final dot, so that
 * two domains that only look alike stay two. Null: it is none that could be proven.
 */
export function domainName(text: string): string | null {
  const asked = text.trim().replace(/\.$/, "");
  if (asked === "" || /[\s/:@?#\\%]/.test(asked) || !URL.canParse(`http://${asked}`)) return null;
  const name = new URL(`http://${asked}`).hostname;
  const labels = name.split(".");
  const isName =
    name.length <= 253 && labels.length >= 2 && labels.every((label) => LABEL.test(label));
  // An address: its last label is a number.
  return isName && !/^\d+$/.test(labels.at(-1) ?? "") ? name : null;
}
