/** The public npm registry's base address, which server.json means where it names none. */
export const PUBLIC_NPM = `https://${["registry", "npmjs", "org"].join(".")}`;

/** Where the public registry counts downloads. */
export const PUBLIC_NPM_DOWNLOADS = PUBLIC_NPM.replace("//registry.", "//api.");
