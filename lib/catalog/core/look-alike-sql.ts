/**
 * `lookAlike` as an SQL expression over a column, character for character: a test compares the two.
 * An index on exactly this expression makes the search for twins a look-up.
 */
export function lookAlikeSql(column: string): string {
  const dashes = `regexp_replace(lower(${column}), '[-_.]+', '-', 'g')`;
  const joined = `replace(replace(replace(${dashes}, 'rn', 'm'), 'vv', 'w'), 'cl', 'd')`;
  return `translate(${joined}, '01i|5', 'ollls')`;
}
