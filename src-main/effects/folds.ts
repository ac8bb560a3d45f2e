import { random } from '../numeric/random.ts'
import { rowsTogether, type Study } from './study.ts'

/**
 * A fold, 0 … k−1, for every row. Units are dealt out within each arm in an order drawn from the seed, so folds are as
 * even as they can be, hold every arm, keep the rows of a cluster or unit together and do not depend on the order of rows.
 */
export function foldsOf(study: Study, k: number, label = 'fold'): Int32Array {
  const { rows, treatment, options } = study
  const units = rowsTogether(study)
  const result = new Int32Array(rows)
  if (k < 2) return result
  const leaders = new Map<number, number>()
  const leader = new Int32Array(rows)
  for (let i = 0; i < rows; i++) {
    const unit = units ? units[i] : i
    const first = leaders.get(unit)
    if (first === undefined) leaders.set(unit, i)
    leader[i] = first ?? i
  }
  const source = random(options.seed, label, k)
  const heads = [...leaders.values()]
  const drawn = new Float64Array(rows)
  for (const row of heads) drawn[row] = source.uniform()
  const arm = (row: number) => (treatment.kind === 'arms' ? treatment.codes[row] : 0)
  heads.sort((a, b) => arm(a) - arm(b) || drawn[a] - drawn[b])
  let dealt = 0
  heads.forEach((row, position) => {
    dealt = position > 0 && arm(row) === arm(heads[position - 1]) ? dealt + 1 : 0
    result[row] = dealt % k
  })
  for (let i = 0; i < rows; i++) result[i] = result[leader[i]]
  return result
}
