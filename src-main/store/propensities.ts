import type { Page } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { KeptPropensity, PropensityScore } from '../contract/kept-propensities.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { type KeptKind, keep, readAllKept, readKept } from './kept-things.ts'
import { remove, rename } from './removable-names.ts'
import { fromStored, toStored } from './stored-json.ts'

/** A head as it comes from its job; the store adds the rest. */
export type FinishedPropensity = Pick<KeptPropensity, 'request' | 'result' | 'asOf' | 'learntUntil' | 'model'>

const kind: KeptKind = {
  table: 'propensity',
  edits: 'propensity',
  unknown: 'PROPENSITY_UNKNOWN',
  added: 'edit_propensity_added',
  renamed: 'edit_propensity_renamed',
  removed: 'edit_propensity_removed',
  count: 'scores',
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
    const head = toStored(params.head)
    const id = keep(connection, kind, {
      name: params.name,
      dataHash: params.dataHash,
      content: params.propensity,
      hashed: head,
      own: { head, scores: params.scores.length },
    })
    const likeliest = [...params.scores].sort((a, b) => b.probability - a.probability)
    for (const [number, { user, unit, probability }] of likeliest.entries()) {
      connection.run(
        'INSERT INTO propensity_score VALUES (?, ?, ?, ?, ?)',
        id,
        number,
        user,
        unit,
        probability,
      )
    }
    return readPropensity(connection, id)
  })
}

/** The oldest first. */
export function readPropensities(connection: ReadingConnection): readonly KeptPropensity[] {
  return readAllKept(connection, kind)
}

/** Throws PROPENSITY_UNKNOWN. */
export function readPropensity(connection: ReadingConnection, id: number): KeptPropensity {
  return readKept(connection, kind, id)
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

/** Throws PROPENSITY_UNKNOWN, MODELS_NAME_TAKEN. */
export function renamePropensity(
  connection: WritingConnection,
  params: { readonly id: number; readonly name: string },
): null {
  return rename(connection, kind, params)
}

/** Undo brings it back. Throws PROPENSITY_UNKNOWN. */
export function removePropensity(connection: WritingConnection, params: { readonly id: number }): null {
  return remove(connection, kind, params)
}
