/** As in package.json; what other systems are told. */
export const PRODUCT_VERSION = "0.1.0";
