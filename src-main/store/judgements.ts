import { fail } from '../contract/errors.ts'
import type { Judgement, JudgementRequest } from '../contract/judgements.ts'
import { type Words, words } from '../contract/words.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { recordEdit } from './edits/record.ts'

interface JudgementRow {
  readonly id: number
  readonly kind: Judgement['kind']
  readonly user_name: string | null
  readonly item_name: string
  readonly reason: string
  readonly judged_at: number
}

const selectJudgements = 'SELECT id, kind, user_name, item_name, reason, judged_at FROM judgement'

/** Newest first. */
export function readJudgements(connection: ReadingConnection): readonly Judgement[] {
  return connection.rows<JudgementRow>(`${selectJudgements} ORDER BY id DESC`).map(judgementOf)
}

/** What holds for one user and item: what was said of that user before what was said of everybody. */
export type Rulings = (user: string, item: string) => Judgement | undefined

export function rulingsOf(judgements: readonly Judgement[]): Rulings {
  const key = (user: string | null, item: string) => JSON.stringify([user, item])
  const known = new Map(judgements.map((judgement) => [key(judgement.user, judgement.item), judgement]))
  return known.size === 0
    ? () => undefined
    : (user, item) => known.get(key(user, item)) ?? known.get(key(null, item))
}

/** Keeps a judgement in place of any earlier one of the same user and item; the latest list obeys it at once. */
export function judge(
  connection: WritingConnection,
  { kind, user, item, reason }: JudgementRequest,
): Judgement {
  return connection.transaction(() => {
    const before = judgementAbout(connection, user, item)
    connection.run('DELETE FROM judgement WHERE user_name IS ? AND item_name = ?', user, item)
    const judgedAt = Date.now() * 1000
    const { lastId: id } = connection.run(
      'INSERT INTO judgement (kind, user_name, item_name, reason, judged_at) VALUES (?, ?, ?, ?, ?)',
      kind,
      user,
      item,
      reason,
      judgedAt,
    )
    obeyAbout(connection, user, item)
    const after = { id, kind, user, item, reason, judgedAt }
    recordEdit(connection, 'judged', sentence(after), { before, after })
    return after
  })
}

/** Throws RECOMMEND_JUDGEMENT_UNKNOWN. */
export function withdrawJudgement(connection: WritingConnection, { id }: { readonly id: number }): Judgement {
  return connection.transaction(() => {
    const row = connection.row<JudgementRow>(`${selectJudgements} WHERE id = ?`, id)
    if (row === undefined) throw fail('RECOMMEND_JUDGEMENT_UNKNOWN', { id })
    connection.run('DELETE FROM judgement WHERE id = ?', id)
    obeyAbout(connection, row.user_name, row.item_name)
    const before = judgementOf(row)
    const what = words('edit_judgement_withdrawn', { item: before.item })
    recordEdit(connection, 'judged', what, { before, after: null })
    return before
  })
}

/** Puts one judgement in the place of another about the same. Without a trace in the history, for the history itself. */
export function setJudgement(
  connection: WritingConnection,
  from: Judgement | null,
  to: Judgement | null,
): void {
  const about = to ?? from
  if (about === null) return
  connection.run('DELETE FROM judgement WHERE user_name IS ? AND item_name = ?', about.user, about.item)
  if (to !== null)
    connection.run(
      'INSERT INTO judgement (id, kind, user_name, item_name, reason, judged_at) VALUES (?, ?, ?, ?, ?, ?)',
      to.id,
      to.kind,
      to.user,
      to.item,
      to.reason,
      to.judgedAt,
    )
  obeyAbout(connection, about.user, about.item)
}

function judgementAbout(connection: ReadingConnection, user: string | null, item: string): Judgement | null {
  const row = connection.row<JudgementRow>(
    `${selectJudgements} WHERE user_name IS ? AND item_name = ?`,
    user,
    item,
  )
  return row === undefined ? null : judgementOf(row)
}

function sentence({ kind, user, item }: Judgement): Words {
  if (user === null) return words('edit_banned_for_all', { item })
  if (kind === 'pin') return words('edit_pinned', { item, user })
  return words(kind === 'ban' ? 'edit_banned' : 'edit_marked_wrong', { item, user })
}

function obeyAbout(connection: WritingConnection, user: string | null, item: string): void {
  const run = connection.value<number>(
    `SELECT id FROM recommendation_run WHERE state = 'published' ORDER BY id DESC LIMIT 1`,
  )
  if (run === undefined) return
  const users =
    user === null
      ? connection.values<string>(
          'SELECT DISTINCT user_name FROM recommendation WHERE run = ? AND item_name = ?',
          run,
          item,
        )
      : [user]
  obeyJudgements(connection, run, users)
}

/** Users of a run about whom something was judged. */
export function judgedUsers(connection: ReadingConnection, run: number): readonly string[] {
  return connection.values<string>(
    `SELECT DISTINCT recommendation.user_name FROM judgement
     JOIN recommendation ON recommendation.item_name = judgement.item_name
     WHERE run = ? AND ifnull(judgement.user_name, recommendation.user_name) = recommendation.user_name`,
    run,
  )
}

interface Line {
  readonly number: number
  readonly proposed: number
  readonly item_name: string
}

/**
 * Orders the lists of these users: pinned items first, in the order in which they were pinned, then the others as the
 * model proposed them, ranks counting only what is not left out.
 */
export function obeyJudgements(connection: WritingConnection, run: number, users: readonly string[]): void {
  const ruling = rulingsOf(readJudgements(connection))
  for (const user of users) {
    const lines = connection.rows<Line>(
      'SELECT number, proposed, item_name FROM recommendation WHERE run = ? AND user_name = ? ORDER BY proposed',
      run,
      user,
    )
    const judged = lines.map((line) => ({ ...line, judgement: ruling(user, line.item_name) }))
    const pinned = judged
      .filter(({ judgement }) => judgement?.kind === 'pin')
      .sort((a, b) => (a.judgement?.id ?? 0) - (b.judgement?.id ?? 0))
    const others = judged.filter(({ judgement }) => judgement?.kind !== 'pin')
    writeOrder(connection, run, [...pinned, ...others])
  }
}

/** Gives the lines the numbers that they share, in the order given. */
function writeOrder(
  connection: WritingConnection,
  run: number,
  lines: readonly (Line & { readonly judgement: Judgement | undefined })[],
): void {
  const numbers = lines.map(({ number }) => number).sort((a, b) => a - b)
  const move = (from: number, to: number) =>
    connection.run('UPDATE recommendation SET number = ? WHERE run = ? AND number = ?', to, run, from)
  const moved = lines.filter(({ number }, at) => number !== numbers[at])
  for (const { number } of moved) move(number, -1 - number)
  let rank = 0
  lines.forEach(({ number, proposed, judgement }, at) => {
    if (number !== numbers[at]) move(-1 - number, numbers[at])
    const leftOut = judgement !== undefined && judgement.kind !== 'pin'
    if (!leftOut) rank++
    connection.run(
      'UPDATE recommendation SET rank = ?, left_out = ? WHERE run = ? AND number = ?',
      leftOut ? proposed : rank,
      leftOut ? 1 : 0,
      run,
      numbers[at],
    )
  })
}

function judgementOf(row: JudgementRow): Judgement {
  return {
    id: row.id,
    kind: row.kind,
    user: row.user_name,
    item: row.item_name,
    reason: row.reason,
    judgedAt: row.judged_at,
  }
}
