import type { EffectGroup } from '../../contract/heterogeneity.ts'
import type { Column } from '../../numeric/columns.ts'
import { quantile } from '../../numeric/quantile.ts'
import { intervalOf } from '../inference.ts'
import { meanOf, type Standings } from './group-mean.ts'

/** A covariate as the few codes that conditions tell apart. */
interface Feature {
  readonly codes: Uint8Array | Int32Array
  readonly conditions: readonly Condition[]
  /** Whether a condition holds for every code above its own, or for its own alone. */
  readonly ordered: boolean
}

interface Condition {
  readonly code: number
  readonly text: string
  readonly opposite: string
}

interface Found extends Condition {
  readonly feature: Feature
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
  const features = covariates.map(featureOf)
  const groups: { rule: string[]; rows: Int32Array }[] = []
  const grow = (rows: Int32Array, rule: string[], depth: number): void => {
    const found = depth < deepest ? bestCondition(features, rows, effects, leastShare * n) : null
    if (!found) {
      groups.push({ rule, rows })
      return
    }
    grow(
      rows.filter((row) => holds(found, row)),
      [...rule, found.text],
      depth + 1,
    )
    grow(
      rows.filter((row) => !holds(found, row)),
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

function holds({ feature, code }: Found, row: number): boolean {
  return feature.ordered ? feature.codes[row] > code : feature.codes[row] === code
}

/** Numbers by their deciles, categories as they are. */
function featureOf(column: Column): Feature {
  if (column.kind === 'category') {
    const conditions = column.levels.map((level, code) => ({
      code,
      text: `${column.name} = ${level}`,
      opposite: `${column.name} ≠ ${level}`,
    }))
    return { codes: column.codes, conditions, ordered: false }
  }
  const sorted = Float64Array.from(column.values).sort()
  const cuts = [...new Set(Array.from({ length: 9 }, (_, k) => quantile(sorted, (k + 1) / 10)))]
  const codes = new Uint8Array(column.values.length)
  for (let row = 0; row < codes.length; row++) {
    const value = column.values[row]
    let code = 0
    for (const cut of cuts) code += value > cut ? 1 : 0
    codes[row] = code
  }
  const conditions = cuts.map((cut, code) => {
    const shown = Number(cut.toPrecision(4))
    return { code, text: `${column.name} > ${shown}`, opposite: `${column.name} ≤ ${shown}` }
  })
  return { codes, conditions, ordered: true }
}

function bestCondition(
  features: readonly Feature[],
  rows: Int32Array,
  effects: Float64Array,
  least: number,
): Found | null {
  let total = 0
  for (const row of rows) total += effects[row]
  const mean = total / rows.length
  let best: Found | null = null
  let bestGain = 1e-12
  for (const feature of features) {
    const { counts, sums } = sumsByCondition(feature, rows, effects, mean)
    feature.conditions.forEach((condition, k) => {
      const inside = counts[k]
      const outside = rows.length - inside
      if (inside < least || outside < least) return
      const gain = sums[k] * sums[k] * (1 / inside + 1 / outside)
      if (gain > bestGain) {
        bestGain = gain
        best = { ...condition, feature }
      }
    })
  }
  return best
}

/** How many rows each condition holds for, and how far their effects are above the mean in all. */
function sumsByCondition(
  { codes, conditions, ordered }: Feature,
  rows: Int32Array,
  effects: Float64Array,
  mean: number,
): { counts: Int32Array; sums: Float64Array } {
  const counts = new Int32Array(conditions.length + 1)
  const sums = new Float64Array(conditions.length + 1)
  for (const row of rows) {
    const code = codes[row]
    counts[code]++
    sums[code] += effects[row] - mean
  }
  if (!ordered) return { counts, sums }
  for (let code = conditions.length - 1; code >= 0; code--) {
    counts[code] += counts[code + 1]
    sums[code] += sums[code + 1]
  }
  return { counts: counts.subarray(1), sums: sums.subarray(1) }
}
