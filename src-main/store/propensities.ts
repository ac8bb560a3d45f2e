import { createHash } from 'node:crypto'
import type { Page } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { KeptPropensity, PropensityScore } from '../contract/kept-propensities.ts'
import { words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'
import { freeName, type Named, remove, rename } from './removable-names.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'

/** A head as it comes from its job; the store adds the rest. */
export type FinishedPropensity = Pick<KeptPropensity, 'request' | 'result' | 'asOf' | 'learntUntil' | 'model'>

const named: Named = {
  table: 'propensity',
  edits: 'propensity',
  unknown: 'PROPENSITY_UNKNOWN',
  renamed: 'edit_propensity_renamed',
  removed: 'edit_propensity_removed',
}

/** Keeps a head with its scores, under the name or, where that is taken, the name and a number. */
export function savePropensity(
  connection: WritingConnection,
  params: {
    readonly name: string
    readonly propensity: FinishedPropensity
    /** All that scoring takes. */
    readonly head: unknown
    readonly scores: readonly PropensityScore[]
    readonly dataHash: string
  },
): KeptPropensity {
  return connection.transaction(() => {
    const name = freeName(connection, 'propensity', params.name)
    const head = toStored(params.head)
    const { lastId } = connection.run(
      'INSERT INTO propensity (name, created_at, data_hash, hash, content, head, scores) VALUES (?, ?, ?, ?, ?, ?, ?)',
      name,
      Date.now() * 1000,
      params.dataHash,
      createHash('sha256').update(head).digest('hex'),
      toStored(params.propensity),
      head,
      params.scores.length,
    )
    const likeliest = [...params.scores].sort((a, b) => b.probability - a.probability)
    for (const [number, { user, unit, probability }] of likeliest.entries()) {
      connection.run(
        'INSERT INTO propensity_score VALUES (?, ?, ?, ?, ?)',
        lastId,
        number,
        user,
        unit,
        probability,
      )
    }
    recordEdit(connection, 'propensity.added', words('edit_propensity_added', { name }), { id: lastId })
    return readPropensity(connection, lastId)
  })
}

interface PropensityRow {
  readonly id: number
  readonly name: string
  readonly created_at: number
  readonly data_hash: string
  readonly hash: string
  readonly content: string
  readonly scores: number
}

const selectHeads =
  'SELECT id, name, created_at, data_hash, hash, content, scores FROM propensity WHERE removed = 0'

/** The oldest first. */
export function readPropensities(connection: ReadingConnection): readonly KeptPropensity[] {
  return connection.snapshot(() => {
    const present = dataHash(connection)
    return connection
      .rows<PropensityRow>(`${selectHeads} ORDER BY id`)
      .map((row) => propensityOf(row, present))
  })
}

/** Throws PROPENSITY_UNKNOWN. */
export function readPropensity(connection: ReadingConnection, id: number): KeptPropensity {
  return connection.snapshot(() => {
    const row = connection.row<PropensityRow>(`${selectHeads} AND id = ?`, id)
    if (row === undefined) throw fail('PROPENSITY_UNKNOWN', { id })
    return propensityOf(row, dataHash(connection))
  })
}

/** All that scoring takes. Throws PROPENSITY_UNKNOWN. */
export function readHead<Head>(connection: ReadingConnection, id: number): Head {
  const head = connection.value<string>('SELECT head FROM propensity WHERE id = ? AND removed = 0', id)
  if (head === undefined) throw fail('PROPENSITY_UNKNOWN', { id })
  return fromStored<Head>(head)
}

/** The likeliest first. Throws PROPENSITY_UNKNOWN. */
export function readScores(
  connection: ReadingConnection,
  {
    id,
    user,
    offset,
    limit,
  }: { readonly id: number; readonly user?: string; readonly offset: number; readonly limit: number },
): Page<PropensityScore> {
  return connection.snapshot(() => {
    readPropensity(connection, id)
    const which = 'FROM propensity_score WHERE propensity = ? AND instr(lower(user_name), lower(?)) > 0'
    const wanted = user ?? ''
    const rows = connection.rows<PropensityScore>(
      `SELECT user_name AS user, unit_name AS unit, probability ${which} ORDER BY number LIMIT ? OFFSET ?`,
      id,
      wanted,
      limit,
      offset,
    )
    return { rows, offset, total: connection.value<number>(`SELECT count(*) ${which}`, id, wanted)! }
  })
}

function propensityOf(row: PropensityRow, present: string): KeptPropensity {
  return {
    ...fromStored<FinishedPropensity>(row.content),
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    hash: row.hash,
    scores: row.scores,
    stale: row.data_hash !== present,
  }
}

/** Throws PROPENSITY_UNKNOWN, MODELS_NAME_TAKEN. */
export function renamePropensity(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, named, params)
}

/** Undo brings it back. Throws PROPENSITY_UNKNOWN. */
export function removePropensity(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, named, params)
}
