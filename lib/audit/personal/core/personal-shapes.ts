/** What is personal by its shape, whatever the fact is called. */

/** RFC 5322 in practice; a version of a package (`name@1.2.3`) is none. */
const ADDRESS = /[\p{L}\p{N}._%+-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}/gu;
const NUMBERS = /\d[ -]?\d{2}/;
const CARD = /(?<![\w.-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\w-]|\.\w)/g;
const SOCIAL_SECURITY = /(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])/;
const IBAN =
  /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g;

export const addressesIn = (text: string): string[] =>
  text.includes("@") ? (text.match(ADDRESS) ?? []).map((address) => address.toLowerCase()) : [];

/** Numbers of cards, accounts and people. */
export function hasPersonalNumber(text: string): boolean {
  if (!NUMBERS.test(text)) return false;
  return (
    SOCIAL_SECURITY.test(text) ||
    (text.match(CARD) ?? []).some(isCard) ||
    (text.match(IBAN) ?? []).some(isIban)
  );
}

/** Luhn's check digit (ISO/IEC 7812-1 annex B). */
function isCard(text: string): boolean {
  const digits = [...text.replace(/\D/g, "")].map(Number).reverse();
  if (digits.length < 13 || digits.length > 19) return false;
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

/** By its form alone: a number that somebody mistyped is as personal. It has mostly digits. */
const isIban = (text: string) => {
  const plain = text.replaceAll(" ", "");
  return plain.length >= 15 && plain.replace(/\D/g, "").length >= 12;
};
