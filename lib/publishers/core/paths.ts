export const PUBLISHERS_PATH = "/publishers";
export const publisherPath = (id: string): string => `${PUBLISHERS_PATH}/${id}`;
