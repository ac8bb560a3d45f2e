import type { Page } from '../contract/data.ts'
import type { KeptIntents, UserIntents } from '../contract/kept-intents.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { type KeptKind, keep, readAllKept, readKept } from './kept-things.ts'
import { insertPieces, type PieceTable, readPieces } from './pieces.ts'
import { remove, rename } from './removable-names.ts'

/** Intents as they come from their job; the store adds the rest. */
export type FinishedIntents = Pick<KeptIntents, 'request' | 'result' | 'learntFrom'>

const kind: KeptKind = {
  table: 'intents',
  edits: 'intents',
  unknown: 'INTENTS_UNKNOWN',
  added: 'edit_intents_added',
  renamed: 'edit_intents_renamed',
  removed: 'edit_intents_removed',
  count: 'users',
}
const pieces: PieceTable = { table: 'intents_piece', owner: 'intents' }

/** Keeps intents with the bytes of their mixture and every user's probabilities, under the name or the name and a number. */
export function saveIntents(
  connection: WritingConnection,
  params: {
    readonly name: string
    readonly intents: FinishedIntents
    readonly mixture: Uint8Array
    readonly users: readonly UserIntents[]
    readonly dataHash: string
  },
): KeptIntents {
  return connection.transaction(() => {
    const id = keep(connection, kind, {
      name: params.name,
      dataHash: params.dataHash,
      content: params.intents,
      hashed: params.mixture,
      own: { users: params.users.length },
    })
    insertPieces(connection, pieces, id, params.mixture)
    for (const [number, { user, probabilities }] of params.users.entries()) {
      connection.run(
        'INSERT INTO intents_user VALUES (?, ?, ?, ?)',
        id,
        number,
        user,
        JSON.stringify(probabilities),
      )
    }
    return readIntents(connection, id)
  })
}

/** The oldest first. */
export function readAllIntents(connection: ReadingConnection): readonly KeptIntents[] {
  return readAllKept(connection, kind)
}

/** Throws INTENTS_UNKNOWN. */
export function readIntents(connection: ReadingConnection, id: number): KeptIntents {
  return readKept(connection, kind, id)
}

/** All that describing a user takes. */
export function readMixtureBytes(connection: ReadingConnection, id: number): Uint8Array<ArrayBuffer> {
  return readPieces(connection, pieces, id)
}

/** In the order of the log, or who is most after `by` first. Throws INTENTS_UNKNOWN. */
export function readUserIntents(
  connection: ReadingConnection,
  asked: {
    readonly id: number
    readonly user?: string
    readonly by?: number
    readonly offset: number
    readonly limit: number
  },
): Page<UserIntents> {
  const { id, user = '', by, offset, limit } = asked
  return connection.snapshot(() => {
    readIntents(connection, id)
    const which = 'FROM intents_user WHERE intents = ? AND instr(lower(user_name), lower(?)) > 0'
    const order = by === undefined ? 'number' : `json_extract(probabilities, '$[${by - 1}]') DESC, number`
    const rows = connection
      .rows<{ user: string; probabilities: string }>(
        `SELECT user_name AS user, probabilities ${which} ORDER BY ${order} LIMIT ? OFFSET ?`,
        id,
        user,
        limit,
        offset,
      )
      .map((row) => ({ user: row.user, probabilities: JSON.parse(row.probabilities) as number[] }))
    return { rows, offset, total: connection.value<number>(`SELECT count(*) ${which}`, id, user)! }
  })
}

/** Throws INTENTS_UNKNOWN, MODELS_NAME_TAKEN. */
export function renameIntents(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, kind, params)
}

/** Undo brings them back. Throws INTENTS_UNKNOWN. */
export function removeIntents(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, kind, params)
}
