import type { ReadingConnection, WritingConnection } from './connection.ts'

/** Bytes of one BLOB: no row is larger, whatever the model. */
const pieceBytes = 8 * 1024 * 1024

/** A long run of bytes in rows of its own table, (owner, first, bytes). */
export interface PieceTable {
  readonly table: 'sequence_model_piece' | 'training_checkpoint_piece' | 'intents_piece'
  readonly owner: 'model' | 'checkpoint' | 'intents'
}

export function insertPieces(
  connection: WritingConnection,
  { table, owner }: PieceTable,
  of: number,
  bytes: Uint8Array,
): void {
  for (let first = 0; first < bytes.length; first += pieceBytes) {
    connection.run(
      `INSERT INTO ${table} (${owner}, first, bytes) VALUES (?, ?, ?)`,
      of,
      first,
      bytes.subarray(first, first + pieceBytes),
    )
  }
}

export function readPieces(
  connection: ReadingConnection,
  { table, owner }: PieceTable,
  of: number,
): Uint8Array<ArrayBuffer> {
  const total = connection.value<number>(
    `SELECT ifnull(sum(length(bytes)), 0) FROM ${table} WHERE ${owner} = ?`,
    of,
  )
  const all = new Uint8Array(total ?? 0)
  for (const { first, bytes } of connection.each<{ first: number; bytes: Buffer }>(
    `SELECT first, bytes FROM ${table} WHERE ${owner} = ? ORDER BY first`,
    of,
  )) {
    all.set(bytes, first)
  }
  return all
}
