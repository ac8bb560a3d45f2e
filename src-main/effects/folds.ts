import { random } from '../numeric/random.ts'
import { rowsTogether, type Study } from './study.ts'

/**
 * A fold, 0 … k−1, for every row. Units are dealt out within each arm in an order drawn from the seed, so folds are as
 * even as they can be, hold every arm, keep the rows of a cluster or unit together and do not depend on the order of rows.
 * Dealt once a study: not to be changed.
 */
export function foldsOf(study: Study, k: number, label = 'fold'): Int32Array {
  const name = `${label}/${k}`
  const known = dealt.get(study) ?? new Map<string, Int32Array>()
  dealt.set(study, known)
  const folds = known.get(name) ?? deal(study, k, label)
  known.set(name, folds)
  return folds
}

const dealt = new WeakMap<Study, Map<string, Int32Array>>()

function deal(study: Study, k: number, label: string): Int32Array {
  const { rows, treatment, options } = study
  const result = new Int32Array(rows)
  if (k < 2) return result
  const units = rowsTogether(study)
  const { leader, heads } = units
    ? leadersOf(units)
    : { leader: null, heads: Int32Array.from({ length: rows }, (_, i) => i) }
  const source = random(options.seed, label, k)
  const drawn = new Float64Array(rows)
  for (const row of heads) drawn[row] = source.uniform()
  const arm = (row: number) => (treatment.kind === 'arms' ? treatment.codes[row] : 0)
  heads.sort((a, b) => arm(a) - arm(b) || drawn[a] - drawn[b])
  let position = 0
  for (let at = 0; at < heads.length; at++) {
    position = at > 0 && arm(heads[at]) === arm(heads[at - 1]) ? position + 1 : 0
    result[heads[at]] = position % k
  }
  if (leader) for (let i = 0; i < rows; i++) result[i] = result[leader[i]]
  return result
}

/** The first row of each row's unit, and those rows in their order. */
function leadersOf(units: Int32Array): { leader: Int32Array; heads: Int32Array } {
  const leaders = new Map<number, number>()
  const leader = new Int32Array(units.length)
  for (let i = 0; i < units.length; i++) {
    const first = leaders.get(units[i])
    if (first === undefined) leaders.set(units[i], i)
    leader[i] = first ?? i
  }
  return { leader, heads: Int32Array.from(leaders.values()) }
}
