/** Where sinks stand in the console. */
export const SINKS_PATH = "/admin/sinks";
export const NEW_SINK_PATH = `${SINKS_PATH}/new`;
export const sinkPath = (id: string): string => `${SINKS_PATH}/${id}`;
