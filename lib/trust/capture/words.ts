/** Something that a server is given; of a folder of its own, how that is to be called. */
export type Word = "a folder" | { own: string } | { text: string };
