import type { ReadingConnection, WritingConnection } from './connection.ts'

/** Tables of names with integer keys from 1. */
export const dictionaries = ['user', 'item', 'event_type', 'session', 'attribute', 'attribute_level'] as const

export type Dictionary = (typeof dictionaries)[number]

/** The highest key given out so far in every dictionary. */
export function highestKeys(connection: ReadingConnection): Record<Dictionary, number> {
  const highest = (name: Dictionary) =>
    connection.value<number>(`SELECT ifnull(max(id), 0) FROM ${name}`) ?? 0
  return Object.fromEntries(dictionaries.map((name) => [name, highest(name)])) as Record<Dictionary, number>
}

/** The key of every name, given out where the dictionary does not have it. */
export function keysOf(
  connection: WritingConnection,
  dictionary: Dictionary,
  names: readonly string[],
): Int32Array {
  const keys = new Int32Array(names.length)
  const insert = `INSERT INTO ${dictionary} (name) VALUES (?) ON CONFLICT DO NOTHING`
  const find = `SELECT id FROM ${dictionary} WHERE name = ?`
  names.forEach((name, index) => {
    const { changes, lastId } = connection.run(insert, name)
    keys[index] = changes === 1 ? lastId : (connection.value<number>(find, name) ?? 0)
  })
  return keys
}

/** Names by key; holes where a key is not in use. */
export function namesByKey(connection: ReadingConnection, dictionary: Dictionary): readonly string[] {
  const names: string[] = []
  for (const { id, name } of connection.each<{ id: number; name: string }>(
    `SELECT id, name FROM ${dictionary}`,
  )) {
    names[id] = name
  }
  return names
}
