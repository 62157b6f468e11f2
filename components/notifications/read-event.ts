/** Sent on the window when something was read, so that the bell looks again. */
export const READ_EVENT = "gatehouse:notification-read";
