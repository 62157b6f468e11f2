import { characterProblem } from "./document-text.ts";
import { urlProblem } from "./safe-url.ts";

const HOST = "(?:[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*\\.?|\\[[0-9a-f:.]+\\])";
const HOST_AND_PORT = new RegExp(`^${HOST}(?::(\\d{1,5}))?$`, "i");

/** Why a text cannot be the address of a deployment; null when it is a web address or host:port. */
export function deploymentAddressProblem(text: string): string | null {
  if (characterProblem(text) !== null || /\s/.test(text))
    return "An address has no spaces or control characters.";
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const problem = urlProblem(text, "template");
    return problem === null ? null : `The address ${problem}.`;
  }
  if (text.includes("@")) return "Leave user names and passwords out of the address.";
  const match = HOST_AND_PORT.exec(text);
  if (match === null) return "Write a web address (https://…) or host:port.";
  const port = match[1] === undefined ? 1 : Number(match[1]);
  return port >= 1 && port <= 65_535 ? null : "A port is a number from 1 to 65535.";
}
