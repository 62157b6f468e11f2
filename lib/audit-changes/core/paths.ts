/** Where proposals stand in the console. */
export const LOG_PATH = "/admin/log";
export const changeLink = (id: string): string => `${LOG_PATH}#change-${id}`;
