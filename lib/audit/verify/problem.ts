export type Place = {
  leaf: number | null;
  writer: string;
  epoch: number;
  seq: number;
  id: string;
};

/** What does not fit, and where, as far as that is known. */
export type Problem = Partial<Place> & { what: string };
