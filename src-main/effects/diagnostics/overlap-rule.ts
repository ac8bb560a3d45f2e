import type { Overlap } from '../../contract/effects.ts'
import { words } from '../../contract/words.ts'
import { columnOf } from '../../numeric/matrix.ts'
import type { Study } from '../study.ts'

interface Condition {
  readonly text: string
  readonly holds: (row: number) => boolean
}

/**
 * The conjunction of at most two conditions on covariates that best names the rows without overlap, by the F1 score
 * of being one of them. Null where no rule reaches 0.3.
 */
export function whereOverlapFails(study: Study, extreme: Uint8Array): Overlap['fails'] {
  const all: Condition = { text: '', holds: () => true }
  const first = bestCondition(study, extreme, all)
  if (!first) return null
  const second = bestCondition(study, extreme, first.condition)
  const both = second !== null && second.score > first.score + 0.05
  const holds = both
    ? (row: number) => first.condition.holds(row) && second.condition.holds(row)
    : first.condition.holds
  const score = both ? second.score : first.score
  if (score < 0.3) return null
  let rows = 0
  for (let i = 0; i < study.rows; i++) if (holds(i)) rows++
  return {
    rule: both
      ? words('overlap_rule_two', { first: first.condition.text, second: second.condition.text })
      : words('overlap_rule_one', { first: first.condition.text }),
    rows,
    share: rows / study.rows,
  }
}

function bestCondition(study: Study, extreme: Uint8Array, within: Condition) {
  let best: { condition: Condition; score: number } | null = null
  for (const condition of candidates(study)) {
    let named = 0
    let hit = 0
    let wanted = 0
    for (let i = 0; i < study.rows; i++) {
      wanted += extreme[i]
      if (within.holds(i) && condition.holds(i)) {
        named++
        hit += extreme[i]
      }
    }
    const score = (2 * hit) / (named + wanted)
    if (!best || score > best.score) best = { condition, score }
  }
  return best
}

/** Each covariate at or above, and below, its deciles; a dummy as it is and its opposite. */
function* candidates(study: Study): Generator<Condition> {
  const { x, names, centres } = study.propensityDesign
  for (let j = 0; j < x.columns; j++) {
    const values = columnOf(x, j)
    const step = Math.max(1, Math.floor(values.length / 2000))
    const sample = values.filter((_, i) => i % step === 0).sort()
    const cuts = new Set<number>()
    for (let decile = 1; decile < 10; decile++) cuts.add(sample[Math.floor((decile * sample.length) / 10)])
    cuts.delete(sample[0])
    if (cuts.size === 0 && sample[0] !== sample[sample.length - 1]) cuts.add(sample[sample.length - 1])
    const centre = centres?.[j] ?? 0
    for (const cut of cuts) {
      const told = centre === 0 ? Number(cut.toPrecision(4)) : Number((cut + centre).toPrecision(12))
      yield { text: `${names[j]} ≥ ${told}`, holds: (row) => values[row] >= cut }
      yield { text: `${names[j]} < ${told}`, holds: (row) => values[row] < cut }
    }
  }
}
