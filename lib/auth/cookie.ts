import { env } from "#lib/config/env.ts";

const secure = env.publicUrl.startsWith("https:");

/**
 * `__Host-` binds the cookie to this host over https. Over http (one machine) the port is in the
 * name, because browsers share cookies between the ports of a host.
 */
export const SESSION_COOKIE = {
  name: secure ? "__Host-gatehouse" : `gatehouse.${env.port}`,
  options: { httpOnly: true, sameSite: "lax" as const, path: "/", secure },
};
