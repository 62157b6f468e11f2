/** The public npm registry's base address, which server.json means where it names none. */
export const PUBLIC_NPM = `https://${["registry", "npmjs", "org"].join(".")}`;
