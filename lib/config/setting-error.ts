/**
 * A setting that cannot be used: one sentence that names the variable. It stands apart from env.ts,
 * which reads the environment as soon as it is loaded.
 */
export class SettingError extends Error {}
