/**
 * For every test with a database: statements that are sent at once on one connection end the run as a
 * failure. pg warns of the third (once per process) and will refuse them in its next version.
 */
function refuse(warning: Error): void {
  if (warning.name === "DeprecationWarning" && warning.message.includes("client.query()"))
    throw warning;
}

// Files that share a process share its listeners too.
const isThere = process.listeners("warning").some(({ name }) => name === refuse.name);
if (!isThere) process.on("warning", refuse);
