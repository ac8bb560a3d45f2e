import * as v from 'valibot'
import { type EstimateOptions, type EstimateRequest, estimateOptions } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import type { Subgroup, SubgroupColumns, SubgroupLook } from '../../contract/subgroups.ts'
import type { Table } from '../../numeric/columns.ts'
import { chisquarePValue, tPValue } from '../../numeric/distributions.ts'
import type { Matrix } from '../../numeric/matrix.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { solveSymmetric } from '../../numeric/symmetric.ts'
import { columnNamed } from '../design-matrix.ts'
import { intervalOf } from '../inference.ts'
import { divideRows } from './divide-rows.ts'
import { effectHeterogeneity, effectHeterogeneityOn } from './heterogeneity.ts'

/** Combinations that may be looked at at once. */
const mostGroups = 100
const smallGroup = 30

/** Effects in subgroups of a table, here and now. */
export function subgroupEffects(
  table: Table,
  request: EstimateRequest,
  by: SubgroupColumns,
  monitor?: Monitor,
) {
  const options = v.parse(estimateOptions, request)
  const { scores, provenance } = effectHeterogeneity(table, request, monitor)
  return { ...corrected([lookAtSubgroups(table, scores, by, options)])[0], provenance }
}

/** As `subgroupEffects`, over workers: the same bits. */
export async function subgroupEffectsOn(
  table: Table,
  options: EstimateOptions,
  by: SubgroupColumns,
  parallel: Parallel,
  monitor: Monitor,
) {
  const { scores, provenance } = await effectHeterogeneityOn(table, options, parallel, monitor)
  return { ...corrected([lookAtSubgroups(table, scores, by, options)])[0], provenance }
}

/**
 * The mean doubly robust score of each group with its interval, against everybody else's (Semenova and Chernozhukov 2021,
 * with indicators of groups). Errors are by cluster where the options name one. P-values are not yet corrected.
 * @param scores by row of the table, NaN for rows to leave out
 * @throws EFFECTS_TOO_MANY_SUBGROUPS, EFFECTS_COLUMN_UNKNOWN
 */
export function lookAtSubgroups(
  table: Table,
  scores: Float64Array,
  by: SubgroupColumns,
  options: EstimateOptions,
): SubgroupLook {
  const { rules, part, by: cut } = divideRows(table, by)
  if (rules.length > mostGroups) {
    throw fail('EFFECTS_TOO_MANY_SUBGROUPS', { groups: rules.length, limit: mostGroups })
  }
  const means = groupMeans(scores, part, rules.length, weightsOf(table, options))
  const covariance = covarianceOf(scores, part, means, clustersOf(table, options))
  const total = means.weight.reduce((sum, value) => sum + value, 0)
  const rows = means.n.reduce((sum, value) => sum + value, 0)
  const groups = rules.flatMap((rule, g): Subgroup[] => {
    if (means.n[g] < 2) return []
    const standardError = Math.sqrt(covariance.values[g * rules.length + g])
    const rest = total - means.weight[g]
    // Of everybody else's mean, by the weights of the other groups.
    const against = Float64Array.from(means.weight, (weight, k) =>
      k === g ? 1 : rest > 0 ? -weight / rest : 0,
    )
    const difference = against.reduce((sum, share, k) => sum + (share === 0 ? 0 : share * means.mean[k]), 0)
    const differenceError = Math.sqrt(quadratic(covariance, against))
    return [
      {
        rule,
        n: means.n[g],
        share: means.n[g] / rows,
        estimate: means.mean[g],
        standardError,
        confidenceInterval: intervalOf(means.mean[g], standardError, options.alpha),
        difference: rest > 0 ? difference : Number.NaN,
        pValue: rest > 0 ? tPValue(difference / differenceError) : Number.NaN,
        correctedPValue: Number.NaN,
        small: means.n[g] < smallGroup,
      },
    ]
  })
  const left = part.reduce((sum, code, i) => sum + (code < 0 && !Number.isNaN(scores[i]) ? 1 : 0), 0)
  return { by: cut, groups, test: sameEffectTest(means, covariance), left }
}

/** Holm 1979 over every group of every look: each look is a chance to be fooled. */
export function corrected(looks: readonly SubgroupLook[]): SubgroupLook[] {
  const all = looks
    .flatMap(({ groups }, look) => groups.map(({ pValue }, group) => ({ look, group, pValue })))
    .filter(({ pValue }) => !Number.isNaN(pValue))
    .sort((a, b) => a.pValue - b.pValue)
  const values = looks.map(({ groups }) => groups.map(() => Number.NaN))
  let most = 0
  all.forEach(({ look, group, pValue }, rank) => {
    most = Math.max(most, Math.min(1, pValue * (all.length - rank)))
    values[look][group] = most
  })
  return looks.map((each, look) => ({
    ...each,
    groups: each.groups.map((group, at) => ({ ...group, correctedPValue: values[look][at] })),
  }))
}

interface GroupMeans {
  readonly mean: Float64Array
  readonly weight: Float64Array
  readonly n: Int32Array
  readonly rowWeights: Float64Array | undefined
}

function groupMeans(
  scores: Float64Array,
  part: Int32Array,
  groups: number,
  weights: Float64Array | undefined,
): GroupMeans {
  const mean = new Float64Array(groups)
  const weight = new Float64Array(groups)
  const n = new Int32Array(groups)
  for (let i = 0; i < scores.length; i++) {
    if (part[i] < 0 || Number.isNaN(scores[i])) continue
    const w = weights ? weights[i] : 1
    mean[part[i]] += w * scores[i]
    weight[part[i]] += w
    n[part[i]]++
  }
  for (let g = 0; g < groups; g++) mean[g] = weight[g] > 0 ? mean[g] / weight[g] : Number.NaN
  return { mean, weight, n, rowWeights: weights }
}

/** Of the groups' means, from rows' influences w (score − mean) / Σw summed by cluster; without clusters each with n/(n − 1). */
function covarianceOf(
  scores: Float64Array,
  part: Int32Array,
  { mean, weight, n, rowWeights }: GroupMeans,
  clusters: { readonly codes: Int32Array; readonly count: number } | undefined,
): Matrix {
  const groups = mean.length
  const values = new Float64Array(groups * groups)
  const influence = (i: number) =>
    ((rowWeights ? rowWeights[i] : 1) * (scores[i] - mean[part[i]])) / weight[part[i]]
  const counts = (i: number) => part[i] >= 0 && !Number.isNaN(scores[i])
  if (!clusters) {
    for (let i = 0; i < scores.length; i++) if (counts(i)) values[part[i] * (groups + 1)] += influence(i) ** 2
    for (let g = 0; g < groups; g++) values[g * (groups + 1)] *= n[g] > 1 ? n[g] / (n[g] - 1) : 1
    return { rows: groups, columns: groups, values }
  }
  // Few rows of a cluster, few groups of a row: sums are kept by cluster only where there are any.
  const sums = new Map<number, Map<number, number>>()
  for (let i = 0; i < scores.length; i++) {
    if (!counts(i)) continue
    const own = sums.get(clusters.codes[i]) ?? new Map<number, number>()
    own.set(part[i], (own.get(part[i]) ?? 0) + influence(i))
    sums.set(clusters.codes[i], own)
  }
  const factor = sums.size > 1 ? sums.size / (sums.size - 1) : 1
  for (const own of sums.values()) {
    for (const [a, first] of own) {
      for (const [b, second] of own) values[a * groups + b] += factor * first * second
    }
  }
  return { rows: groups, columns: groups, values }
}

/** Wald's statistic of each group's mean less the last's. Null where there are not two, or their errors are degenerate. */
function sameEffectTest({ mean, n }: GroupMeans, covariance: Matrix): SubgroupLook['test'] {
  const used = [...mean.keys()].filter((g) => n[g] > 1)
  const last = used.pop()
  if (last === undefined || used.length === 0) return null
  const at = (a: number, b: number) => covariance.values[a * covariance.columns + b]
  const values = Float64Array.from(
    used.flatMap((a) => used.map((b) => at(a, b) - at(a, last) - at(last, b) + at(last, last))),
  )
  const differences = used.map((g) => mean[g] - mean[last])
  const solved = solveSymmetric({ rows: used.length, columns: used.length, values }, differences)
  if (solved === null) return null
  const statistic = differences.reduce((sum, value, k) => sum + value * solved[k], 0)
  return {
    statistic,
    degreesOfFreedom: used.length,
    pValue: chisquarePValue(statistic, used.length),
  }
}

function quadratic({ values, columns }: Matrix, by: Float64Array): number {
  let sum = 0
  for (let a = 0; a < columns; a++) {
    for (let b = 0; b < columns; b++) sum += by[a] * by[b] * values[a * columns + b]
  }
  return sum
}

function weightsOf(table: Table, { weights }: EstimateOptions): Float64Array | undefined {
  if (weights === undefined) return undefined
  const column = columnNamed(table, weights)
  return column.kind === 'number' ? column.values : undefined
}

/** The cluster named, or else the unit, where units repeat. */
function clustersOf(table: Table, { clusters, unit }: EstimateOptions) {
  const name = clusters ?? unit
  if (name === undefined) return undefined
  const column = columnNamed(table, name)
  if (column.kind === 'category') return { codes: column.codes, count: column.levels.length }
  const known = new Map<number, number>()
  const codes = Int32Array.from(column.values, (value) => {
    const code = known.get(value) ?? known.size
    known.set(value, code)
    return code
  })
  return { codes, count: known.size }
}
