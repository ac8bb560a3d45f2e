import type { EffectGroup } from '../../contract/heterogeneity.ts'
import type { Column } from '../../numeric/columns.ts'
import { quantile } from '../../numeric/quantile.ts'
import { intervalOf } from '../inference.ts'
import { meanOf, type Standings } from './group-mean.ts'

interface Condition {
  readonly text: string
  readonly holds: (row: number) => boolean
}

const deepest = 2
const leastShare = 0.05

/**
 * A shallow tree that tells the effects apart as well as so few groups can, each group as a rule with its share and its
 * mean doubly robust score. It is grown on predicted effects and judged on scores.
 */
export function surrogateTree(
  covariates: readonly Column[],
  effects: Float64Array,
  scores: Float64Array,
  alpha: number,
  standings: Standings = {},
): EffectGroup[] {
  const n = effects.length
  const conditions = covariates.flatMap(conditionsOf)
  const groups: { rule: string[]; rows: Int32Array }[] = []
  const grow = (rows: Int32Array, rule: string[], depth: number): void => {
    const found = depth < deepest ? bestCondition(conditions, rows, effects, leastShare * n) : null
    if (!found) {
      groups.push({ rule, rows })
      return
    }
    grow(
      rows.filter((row) => found.condition.holds(row)),
      [...rule, found.condition.text],
      depth + 1,
    )
    grow(
      rows.filter((row) => !found.condition.holds(row)),
      [...rule, found.opposite],
      depth + 1,
    )
  }
  grow(
    Int32Array.from({ length: n }, (_, i) => i),
    [],
    0,
  )
  return groups
    .map(({ rule, rows }) => {
      const { mean, error } = meanOf(scores, rows, standings)
      return {
        rule: rule.join(' ∧ '),
        n: rows.length,
        share: rows.length / n,
        estimate: mean,
        standardError: error,
        confidenceInterval: intervalOf(mean, error, alpha),
      }
    })
    .sort((a, b) => b.estimate - a.estimate)
}

function conditionsOf(column: Column): { condition: Condition; opposite: string }[] {
  if (column.kind === 'category') {
    return column.levels.map((level, code) => ({
      condition: { text: `${column.name} = ${level}`, holds: (row) => column.codes[row] === code },
      opposite: `${column.name} ≠ ${level}`,
    }))
  }
  const sorted = Float64Array.from(column.values).sort()
  const cuts = new Set(Array.from({ length: 9 }, (_, k) => quantile(sorted, (k + 1) / 10)))
  return [...cuts].map((cut) => {
    const shown = Number(cut.toPrecision(4))
    return {
      condition: { text: `${column.name} > ${shown}`, holds: (row) => column.values[row] > cut },
      opposite: `${column.name} ≤ ${shown}`,
    }
  })
}

function bestCondition(
  conditions: readonly { condition: Condition; opposite: string }[],
  rows: Int32Array,
  effects: Float64Array,
  least: number,
) {
  let total = 0
  for (const row of rows) total += effects[row]
  const mean = total / rows.length
  let best: { condition: Condition; opposite: string } | null = null
  let bestGain = 1e-12
  for (const candidate of conditions) {
    let inside = 0
    let sum = 0
    for (const row of rows) {
      if (!candidate.condition.holds(row)) continue
      inside++
      sum += effects[row] - mean
    }
    const outside = rows.length - inside
    if (inside < least || outside < least) continue
    const gain = sum * sum * (1 / inside + 1 / outside)
    if (gain > bestGain) {
      bestGain = gain
      best = candidate
    }
  }
  return best
}
