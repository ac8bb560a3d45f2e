import { createHash } from 'node:crypto'
import type { Page } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { KeptIntents, UserIntents } from '../contract/kept-intents.ts'
import { words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { insertPieces, type PieceTable, readPieces } from './pieces.ts'
import { freeName, type Named, remove, rename } from './removable-names.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'

/** Intents as they come from their job; the store adds the rest. */
export type FinishedIntents = Pick<KeptIntents, 'request' | 'result' | 'learntFrom'>

const named: Named = {
  table: 'intents',
  edits: 'intents',
  unknown: 'INTENTS_UNKNOWN',
  renamed: 'edit_intents_renamed',
  removed: 'edit_intents_removed',
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
    const name = freeName(connection, named.table, params.name)
    const { lastId } = connection.run(
      'INSERT INTO intents (name, created_at, data_hash, hash, content, users) VALUES (?, ?, ?, ?, ?, ?)',
      name,
      Date.now() * 1000,
      params.dataHash,
      createHash('sha256').update(params.mixture).digest('hex'),
      toStored(params.intents),
      params.users.length,
    )
    insertPieces(connection, pieces, lastId, params.mixture)
    for (const [number, { user, probabilities }] of params.users.entries()) {
      connection.run(
        'INSERT INTO intents_user VALUES (?, ?, ?, ?)',
        lastId,
        number,
        user,
        JSON.stringify(probabilities),
      )
    }
    recordEdit(connection, 'intents.added', words('edit_intents_added', { name }), { id: lastId })
    return readIntents(connection, lastId)
  })
}

interface IntentsRow {
  readonly id: number
  readonly name: string
  readonly created_at: number
  readonly data_hash: string
  readonly hash: string
  readonly content: string
  readonly users: number
}

const selectIntents =
  'SELECT id, name, created_at, data_hash, hash, content, users FROM intents WHERE removed = 0'

/** The oldest first. */
export function readAllIntents(connection: ReadingConnection): readonly KeptIntents[] {
  return connection.snapshot(() => {
    const present = dataHash(connection)
    return connection.rows<IntentsRow>(`${selectIntents} ORDER BY id`).map((row) => intentsOf(row, present))
  })
}

/** Throws INTENTS_UNKNOWN. */
export function readIntents(connection: ReadingConnection, id: number): KeptIntents {
  return connection.snapshot(() => {
    const row = connection.row<IntentsRow>(`${selectIntents} AND id = ?`, id)
    if (row === undefined) throw fail(named.unknown, { id })
    return intentsOf(row, dataHash(connection))
  })
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

function intentsOf(row: IntentsRow, present: string): KeptIntents {
  return {
    ...fromStored<FinishedIntents>(row.content),
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    hash: row.hash,
    users: row.users,
    dataHash: row.data_hash,
    stale: row.data_hash !== present,
  }
}

/** Throws INTENTS_UNKNOWN, MODELS_NAME_TAKEN. */
export function renameIntents(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, named, params)
}

/** Undo brings them back. Throws INTENTS_UNKNOWN. */
export function removeIntents(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, named, params)
}
