/** What CycloneDX has no field for. */
export const DEPTH = "gatehouse:depth";
export const INSTALL_SCRIPT = "gatehouse:install-script";
export const DECLARED = "gatehouse:declared-by-builder";
