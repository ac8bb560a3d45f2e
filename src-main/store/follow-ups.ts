import { fail } from '../contract/errors.ts'
import type { FollowUpKind, FollowUps } from '../contract/follow-ups.ts'
import { float64FromBlob, toBlob } from './cells.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { fromStored, toStored } from './stored-json.ts'

/** One thing worked out about an analysis, in place of what was kept of its kind. */
export type NewFollowUp = {
  readonly [Kind in FollowUpKind]: {
    readonly kind: Kind
    readonly content: NonNullable<FollowUps[Kind]>
    /** Numbers by row of the table: so many columns of one length, end to end. */
    readonly byRow?: Float64Array
  }
}[FollowUpKind]

/** Throws PROJECT_ANALYSIS_UNKNOWN. New heterogeneity has new scores: looks at subgroups by the old ones go. */
export function saveFollowUp(
  connection: WritingConnection,
  { analysis, followUp }: { readonly analysis: number; readonly followUp: NewFollowUp },
): null {
  return connection.transaction(() => {
    refuseUnknown(connection, analysis)
    if (followUp.kind === 'heterogeneity') forget(connection, analysis, 'subgroups')
    keepFollowUp(connection, analysis, followUp)
    return null
  })
}

/** As `saveFollowUp`, within the transaction that keeps the analysis itself. */
export function keepFollowUp(connection: WritingConnection, analysis: number, followUp: NewFollowUp): void {
  connection.run(
    'INSERT OR REPLACE INTO analysis_follow_up (analysis, kind, made_at, content, by_row) VALUES (?, ?, ?, ?, ?)',
    analysis,
    followUp.kind,
    Date.now() * 1000,
    toStored(followUp.content),
    followUp.byRow === undefined ? null : toBlob(followUp.byRow),
  )
}

export function removeFollowUp(
  connection: WritingConnection,
  { analysis, kind }: { readonly analysis: number; readonly kind: FollowUpKind },
): null {
  forget(connection, analysis, kind)
  return null
}

/** Throws PROJECT_ANALYSIS_UNKNOWN. */
export function readFollowUps(connection: ReadingConnection, analysis: number): FollowUps {
  return connection.snapshot(() => {
    refuseUnknown(connection, analysis)
    const kept = connection.rows<{ kind: string; content: string }>(
      'SELECT kind, content FROM analysis_follow_up WHERE analysis = ?',
      analysis,
    )
    const none = { sensitivity: null, hiddenBias: null, heterogeneity: null, subgroups: null, policy: null }
    return { ...none, ...Object.fromEntries(kept.map(({ kind, content }) => [kind, fromStored(content)])) }
  })
}

/** The numbers by row that were kept with a follow-up; null where there are none. */
export function readFollowUpRows(
  connection: ReadingConnection,
  analysis: number,
  kind: FollowUpKind,
): Float64Array | null {
  const blob = connection.value<Buffer | null>(
    'SELECT by_row FROM analysis_follow_up WHERE analysis = ? AND kind = ?',
    analysis,
    kind,
  )
  return blob ? float64FromBlob(blob) : null
}

/** What belongs to no analysis any more. */
export function removeOrphanedFollowUps(connection: WritingConnection): void {
  connection.run('DELETE FROM analysis_follow_up WHERE analysis NOT IN (SELECT id FROM analysis)')
}

function refuseUnknown(connection: ReadingConnection, id: number): void {
  if (connection.value<number>('SELECT 1 FROM analysis WHERE id = ? AND removed = 0', id) === undefined) {
    throw fail('PROJECT_ANALYSIS_UNKNOWN', { id })
  }
}

function forget(connection: WritingConnection, analysis: number, kind: FollowUpKind): void {
  connection.run('DELETE FROM analysis_follow_up WHERE analysis = ? AND kind = ?', analysis, kind)
}
