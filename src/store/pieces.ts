/** SQLite takes some thirty thousand variables in a statement; lists are handed over in pieces well below that. */
const PIECE = 500;

export function pieces<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / PIECE) }, (_, n) => list.slice(n * PIECE, (n + 1) * PIECE));
}
