import type { Page } from '../contract/data.ts'
import { fail } from '../contract/errors.ts'
import type { ListedRecommendation, Recommendation, RecommendationRun } from '../contract/recommend.ts'
import type { Words } from '../contract/words.ts'
import { isTableChanged } from './analyses.ts'
import type { ReadingConnection, WritingConnection } from './connection.ts'
import { judgedUsers, obeyJudgements, type Rulings, readJudgements, rulingsOf } from './judgements.ts'
import { dataHash } from './sources.ts'
import { fromStored, toStored } from './stored-json.ts'

/** What a run found for one user, with a list or without. */
export interface RecommendedUser {
  readonly user: string
  /** NaN where it could not be estimated. */
  readonly effect: number
  readonly effectStandardError: number
  /** Set where the user gets no list. */
  readonly excludedBecause: Words | null
}

export type FinishedRun = Omit<RecommendationRun, 'id' | 'createdAt' | 'stale'>

/** Starts a run; nothing of it is read before it is published. Removes a run that was left pending. */
export function beginRecommendationRun(
  connection: WritingConnection,
  _params: object,
): { readonly run: number } {
  return connection.transaction(() => {
    connection.run(`DELETE FROM recommendation_run WHERE state = 'pending'`)
    const { lastId } = connection.run(
      `INSERT INTO recommendation_run (state, created_at) VALUES ('pending', ?)`,
      Date.now() * 1000,
    )
    return { run: lastId }
  })
}

/** Adds lines, in the order in which they are to be listed, and users. All of them or, where this throws, none. */
export function appendRecommendations(
  connection: WritingConnection,
  params: {
    readonly run: number
    readonly lines: readonly Recommendation[]
    readonly users: readonly RecommendedUser[]
  },
): null {
  const { run, lines, users } = params
  connection.transaction(() => {
    let number = pendingLines(connection, run)
    for (const line of lines) {
      connection.run(
        `INSERT INTO recommendation (run, number, user_name, rank, proposed, item_name, score, effect,
           effect_standard_error, causal_score, because) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        run,
        number++,
        line.user,
        line.rank,
        line.rank,
        line.item,
        line.score,
        line.effect,
        line.effectStandardError,
        line.causalScore,
        JSON.stringify(line.because),
      )
    }
    for (const { user, effect, effectStandardError, excludedBecause } of users) {
      connection.run(
        'INSERT INTO recommended_user VALUES (?, ?, ?, ?, ?)',
        run,
        user,
        effect,
        effectStandardError,
        excludedBecause === null ? null : JSON.stringify(excludedBecause),
      )
    }
    connection.run('UPDATE recommendation_run SET lines = ? WHERE id = ?', number, run)
  })
  return null
}

/** Makes the run the latest, obeying what was judged. Earlier runs stay in the project's history, their lists do not. */
export function publishRecommendationRun(
  connection: WritingConnection,
  params: { readonly run: number; readonly result: FinishedRun; readonly tableHash: string },
): RecommendationRun {
  const { run, result, tableHash } = params
  return connection.transaction(() => {
    const stored = pendingLines(connection, run)
    if (stored !== result.lines) {
      throw fail('INTERNAL', { detail: `${stored} recommendations are stored of ${result.lines}` })
    }
    connection.run(
      `UPDATE recommendation_run
       SET state = 'published', created_at = ?, data_hash = ?, table_name = ?, table_hash = ?, summary = ? WHERE id = ?`,
      Date.now() * 1000,
      result.dataHash,
      result.table,
      tableHash,
      toStored(result),
      run,
    )
    connection.run('DELETE FROM recommendation WHERE run <> ?', run)
    connection.run('DELETE FROM recommended_user WHERE run <> ?', run)
    obeyJudgements(connection, run, judgedUsers(connection, run))
    const latest = readLatestRun(connection)
    if (latest === null) throw fail('PROJECT_RECOMMENDATIONS_UNKNOWN', { run })
    return latest
  })
}

/** Takes back a run that was not published; harmless where there is none. */
export function abandonRecommendationRun(
  connection: WritingConnection,
  { run }: { readonly run: number },
): null {
  connection.run(`DELETE FROM recommendation_run WHERE state = 'pending' AND id = ?`, run)
  return null
}

function pendingLines(connection: ReadingConnection, run: number): number {
  const lines = connection.value<number>(
    `SELECT lines FROM recommendation_run WHERE state = 'pending' AND id = ?`,
    run,
  )
  if (lines === undefined) throw fail('PROJECT_RECOMMENDATIONS_UNKNOWN', { run })
  return lines
}

/** Null before the first. Stale where the events or the analysis table it learned from changed since. */
export function readLatestRun(connection: ReadingConnection): RecommendationRun | null {
  return connection.snapshot(() => {
    const row = connection.row<{
      id: number
      created_at: number
      data_hash: string
      table_name: string
      table_hash: string
      summary: string
    }>(
      `SELECT id, created_at, data_hash, table_name, table_hash, summary FROM recommendation_run
       WHERE state = 'published' ORDER BY id DESC LIMIT 1`,
    )
    if (row === undefined) return null
    return {
      ...fromStored<FinishedRun>(row.summary),
      id: row.id,
      createdAt: row.created_at,
      stale:
        row.data_hash !== dataHash(connection) || isTableChanged(connection, row.table_name, row.table_hash),
    }
  })
}

interface RecommendationRow {
  readonly user_name: string
  readonly rank: number
  readonly item_name: string
  readonly score: number
  readonly effect: number | null
  readonly effect_standard_error: number | null
  readonly causal_score: number | null
  readonly because: string
}

const selectLines = `SELECT user_name, rank, item_name, score, effect, effect_standard_error, causal_score, because
  FROM recommendation`

/** Lines of the latest run in its order, those left out by a judgement not among them; empty before the first. */
export function readRecommendationPage(
  connection: ReadingConnection,
  query: { readonly offset: number; readonly limit: number; readonly user?: string; readonly item?: string },
): Page<ListedRecommendation> {
  return connection.snapshot(() => {
    const { offset, limit } = query
    const run = latestRun(connection)
    if (run === undefined) return { total: 0, offset, rows: [] }
    const ruling = rulingsOf(readJudgements(connection))
    if (query.user === undefined && query.item === undefined) {
      const rows = connection.rows<RecommendationRow>(
        `${selectLines} WHERE run = ? AND number >= ? AND left_out = 0 ORDER BY number LIMIT ?`,
        run.id,
        numberAt(connection, run.id, offset),
        limit,
      )
      const total = run.lines - leftOutUpTo(connection, run.id, run.lines)
      return { total, offset, rows: rows.map((row) => listedOf(row, ruling)) }
    }
    const { where, values } = filterOf(query)
    const total = connection.value<number>(
      `SELECT count(*) FROM recommendation WHERE run = ? AND left_out = 0 ${where}`,
      run.id,
      ...values,
    )
    const rows = connection.rows<RecommendationRow>(
      `${selectLines} WHERE run = ? AND left_out = 0 ${where} ORDER BY number LIMIT ? OFFSET ?`,
      run.id,
      ...values,
      limit,
      offset,
    )
    return { total: total ?? 0, offset, rows: rows.map((row) => listedOf(row, ruling)) }
  })
}

/** The number of the line at this place of the list: as many lines before it as were left out further on. */
function numberAt(connection: ReadingConnection, run: number, offset: number): number {
  let number = offset
  for (;;) {
    const found = offset + leftOutUpTo(connection, run, number)
    if (found === number) return number
    number = found
  }
}

function leftOutUpTo(connection: ReadingConnection, run: number, number: number): number {
  return (
    connection.value<number>(
      'SELECT count(*) FROM recommendation WHERE run = ? AND number <= ? AND left_out = 1',
      run,
      number,
    ) ?? 0
  )
}

/** Everything that the latest run proposed to a user: what is listed in its order, then what a judgement left out. */
export function readProposals(connection: ReadingConnection, user: string): readonly ListedRecommendation[] {
  return connection.snapshot(() => {
    const ruling = rulingsOf(readJudgements(connection))
    return connection
      .rows<RecommendationRow>(
        `${selectLines} WHERE run = ? AND user_name = ? ORDER BY left_out, number`,
        latestRun(connection)?.id ?? 0,
        user,
      )
      .map((row) => listedOf(row, ruling))
  })
}

/** On how many lists of the latest run an item stands at each rank, from the first, and what speaks for it there. */
export function readItemLists(
  connection: ReadingConnection,
  item: string,
): {
  readonly ranks: readonly { readonly rank: number; readonly lists: number }[]
  readonly because: readonly { readonly met: string | null; readonly lists: number }[]
} {
  return connection.snapshot(() => {
    const run = latestRun(connection)?.id ?? 0
    return {
      ranks: connection.rows(
        `SELECT rank, count(*) AS lists FROM recommendation
         WHERE run = ? AND item_name = ? AND left_out = 0 GROUP BY rank ORDER BY rank`,
        run,
        item,
      ),
      because: connection.rows(
        `SELECT because ->> '$.with.met' AS met, count(*) AS lists FROM recommendation
         WHERE run = ? AND item_name = ? AND left_out = 0 GROUP BY met ORDER BY lists DESC, met LIMIT 6`,
        run,
        item,
      ),
    }
  })
}

function filterOf({ user, item }: { readonly user?: string; readonly item?: string }): {
  readonly where: string
  readonly values: readonly string[]
} {
  const conditions = [
    { condition: 'AND user_name = ?', value: user },
    { condition: 'AND item_name = ?', value: item },
  ].filter(({ value }) => value !== undefined)
  return {
    where: conditions.map(({ condition }) => condition).join(' '),
    values: conditions.map(({ value }) => value ?? ''),
  }
}

/** What the latest run found for a user; null where it did not consider that user. */
export function readRecommendedUser(connection: ReadingConnection, user: string): RecommendedUser | null {
  return connection.snapshot(() => {
    const row = connection.row<{
      effect: number | null
      effect_standard_error: number | null
      excluded_because: string | null
    }>(
      'SELECT effect, effect_standard_error, excluded_because FROM recommended_user WHERE run = ? AND user_name = ?',
      latestRun(connection)?.id ?? 0,
      user,
    )
    if (row === undefined) return null
    return {
      user,
      effect: row.effect ?? Number.NaN,
      effectStandardError: row.effect_standard_error ?? Number.NaN,
      excludedBecause: row.excluded_because === null ? null : (JSON.parse(row.excluded_because) as Words),
    }
  })
}

/** Every line of the latest run that is not left out, one at a time: for an export. */
export function* eachRecommendation(connection: ReadingConnection): Generator<Recommendation> {
  const run = latestRun(connection)
  if (run === undefined) return
  for (const row of connection.each<RecommendationRow>(
    `${selectLines} WHERE run = ? AND left_out = 0 ORDER BY number`,
    run.id,
  )) {
    yield recommendationOf(row)
  }
}

function latestRun(
  connection: ReadingConnection,
): { readonly id: number; readonly lines: number } | undefined {
  return connection.row(
    `SELECT id, lines FROM recommendation_run WHERE state = 'published' ORDER BY id DESC LIMIT 1`,
  )
}

function listedOf(row: RecommendationRow, ruling: Rulings): ListedRecommendation {
  const line = recommendationOf(row)
  const judgement = ruling(line.user, line.item)
  return judgement === undefined ? line : { ...line, judgement }
}

function recommendationOf(row: RecommendationRow): Recommendation {
  return {
    user: row.user_name,
    rank: row.rank,
    item: row.item_name,
    score: row.score,
    effect: row.effect ?? Number.NaN,
    effectStandardError: row.effect_standard_error ?? Number.NaN,
    causalScore: row.causal_score ?? Number.NaN,
    because: JSON.parse(row.because) as Words,
  }
}
