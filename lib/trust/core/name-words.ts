const SHORTEST = 5;
/** What names of tools and servers have inside and plain words have not. */
const JOINED = /[\p{L}\p{N}][_./-][\p{L}\p{N}]|\p{Ll}\p{Lu}/u;

/**
 * Words of texts that could only be names of tools or servers, in lower case, each once: `read_file`,
 * `readFile`, `com.acme/files`. A tool called "search" is not looked for: honest texts say it too.
 */
export function namesLike(texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts)
    for (const word of text.split(/[^\p{L}\p{N}_./@-]+/u)) {
      const plain = word.endsWith(".") ? word.slice(0, -1) : word;
      if (plain.length >= SHORTEST && plain.length <= 256 && JOINED.test(plain))
        found.add(plain.toLowerCase());
    }
  return [...found];
}
