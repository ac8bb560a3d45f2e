import { fail } from '../../contract/errors.ts'
import type { PolicyQuestion } from '../../contract/policy-value.ts'
import type { Column, Table } from '../../numeric/columns.ts'

/** What a policy did and what came of it, row by row. */
export interface LoggedDecisions {
  readonly rows: number
  /** Every action that may be chosen, by name. */
  readonly actions: readonly string[]
  readonly action: Int32Array
  readonly reward: Float64Array
  readonly propensity: Float64Array
  /** Codes from 0; all 0 where there are no positions. */
  readonly position: Int32Array
  readonly positions: number
  /** Codes from 0 by slate; null where every row stands for itself. */
  readonly slate: Int32Array | null
  readonly slates: number
  readonly context: readonly Column[]
}

/** What the new policy would do. */
export interface TargetPolicy {
  /** Its probability of the logged action. */
  readonly ofLogged: Float64Array
  /** rows × actions, row by row; null where only the logged action's is known. */
  readonly ofAll: Float64Array | null
}

/**
 * Throws TABLE_COLUMN_MISSING, RECOMMEND_PROPENSITY_INVALID where one is not in (0, 1], RECOMMEND_REWARD_MISSING.
 */
export function readDecisions(
  table: Table,
  map: PolicyQuestion['map'],
  listed?: readonly string[],
): LoggedDecisions {
  const column = (name: string) => columnCalled(table, name)
  const logged = texts(column(map.action))
  const actions = listed ?? [...new Set(logged)].sort(byName)
  const codeOf = new Map(actions.map((name, code) => [name, code]))
  const action = Int32Array.from(logged, (name) => codeOf.get(name) ?? -1)
  const unknown = action.indexOf(-1)
  if (unknown >= 0) throw fail('RECOMMEND_ACTION_UNKNOWN', { action: logged[unknown], row: unknown + 1 })
  const propensity = numbers(column(map.propensity))
  const invalid = propensity.findIndex((value) => !(value > 0 && value <= 1))
  if (invalid >= 0)
    throw fail('RECOMMEND_PROPENSITY_INVALID', { value: propensity[invalid], row: invalid + 1 })
  const reward = numbers(column(map.reward))
  const missing = reward.findIndex(Number.isNaN)
  if (missing >= 0) throw fail('RECOMMEND_REWARD_MISSING', { row: missing + 1 })
  const position = map.position === undefined ? null : coded(column(map.position))
  const slate = map.slate === undefined ? null : coded(column(map.slate))
  return {
    rows: table.rows,
    actions,
    action,
    reward,
    propensity,
    position: position?.codes ?? new Int32Array(table.rows),
    positions: position?.count ?? 1,
    slate: slate?.codes ?? null,
    slates: slate?.count ?? table.rows,
    context: map.context.map(column),
  }
}

/** Throws RECOMMEND_PROBABILITIES_INVALID where one is not in [0, 1], or a row's do not sum to 1. */
export function readPolicy(
  table: Table,
  decisions: LoggedDecisions,
  policy: PolicyQuestion['policy'],
): TargetPolicy {
  if ('column' in policy) {
    const ofLogged = numbers(columnCalled(table, policy.column))
    const invalid = ofLogged.findIndex((value) => !(value >= 0 && value <= 1))
    if (invalid >= 0)
      throw fail('RECOMMEND_PROBABILITIES_INVALID', { row: invalid + 1, found: ofLogged[invalid] })
    return { ofLogged, ofAll: null }
  }
  if ('name' in policy) {
    if (policy.name === 'logged') return { ofLogged: decisions.propensity, ofAll: null }
    const each = 1 / decisions.actions.length
    return {
      ofLogged: new Float64Array(decisions.rows).fill(each),
      ofAll: new Float64Array(decisions.rows * decisions.actions.length).fill(each),
    }
  }
  return readProbabilities(decisions, policy.actionProbabilities)
}

function readProbabilities(
  decisions: LoggedDecisions,
  probabilities: readonly (readonly number[])[],
): TargetPolicy {
  const { rows, actions, action } = decisions
  if (probabilities.length !== rows) {
    throw fail('RECOMMEND_PROBABILITIES_SHAPE', {
      rows,
      actions: actions.length,
      foundRows: probabilities.length,
      foundActions: probabilities[0]?.length ?? 0,
    })
  }
  const ofAll = new Float64Array(rows * actions.length)
  probabilities.forEach((row, i) => {
    if (row.length !== actions.length) {
      throw fail('RECOMMEND_PROBABILITIES_SHAPE', {
        rows,
        actions: actions.length,
        foundRows: rows,
        foundActions: row.length,
      })
    }
    const sum = row.reduce((total, value) => total + (value >= 0 ? value : Number.NaN), 0)
    if (!(Math.abs(sum - 1) < 1e-3)) throw fail('RECOMMEND_PROBABILITIES_INVALID', { row: i + 1, found: sum })
    ofAll.set(row, i * actions.length)
  })
  return { ofLogged: Float64Array.from(action, (code, i) => ofAll[i * actions.length + code]), ofAll }
}

function columnCalled(table: Table, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name)
  if (column === undefined) {
    const available = table.columns.map((candidate) => candidate.name).join(', ')
    throw fail('TABLE_COLUMN_MISSING', { column: name, available })
  }
  return column
}

function numbers(column: Column): Float64Array {
  if (column.kind === 'number') return column.values
  const values = column.levels.map((level) => (level.trim() === '' ? Number.NaN : Number(level)))
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : values[code]))
}

function texts(column: Column): string[] {
  if (column.kind === 'number') return Array.from(column.values, String)
  return Array.from(column.codes, (code) => (code < 0 ? '' : column.levels[code]))
}

function coded(column: Column): { codes: Int32Array; count: number } {
  const names = texts(column)
  const codeOf = new Map([...new Set(names)].sort(byName).map((name, code) => [name, code]))
  return { codes: Int32Array.from(names, (name) => codeOf.get(name) ?? 0), count: codeOf.size }
}

function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
