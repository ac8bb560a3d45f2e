import { normalCdf, normalDensity } from '../distributions.ts'
import type { Binned } from './binning.ts'
import { type Forest, forestLeaf, isMember } from './forest.ts'

/** Predictions for some rows, in their order. */
export interface ForestPredictions {
  readonly values: Float64Array
  /** Of the predictions, by the bootstrap of little bags; empty where none were asked for. */
  readonly variances: Float64Array
}

/**
 * Means for rows of `binned`. `outOfBag` leaves out the trees whose group drew the row: rows the forest was grown on
 * must be predicted so. NaN where no tree is left.
 */
export function forestMeans(
  forest: Forest,
  binned: Binned,
  rows: Int32Array,
  outOfBag: boolean,
): Float64Array {
  const trees = forest.starts.length - 1
  const sums = new Float64Array(rows.length)
  const totals = new Float64Array(rows.length)
  for (let t = 0; t < trees; t++) {
    const group = Math.floor(t / forest.groupSize)
    for (let k = 0; k < rows.length; k++) {
      if (outOfBag && isMember(forest, group, rows[k])) continue
      const at = forestLeaf(forest, binned, t, rows[k]) * forest.width
      const weight = forest.statistics[at + 1]
      if (!(weight > 0)) continue
      sums[k] += forest.statistics[at]
      totals[k] += weight
    }
  }
  return sums.map((sum, k) => sum / totals[k])
}

/**
 * Effects and their variances for rows of `binned` (Athey, Tibshirani and Wager 2019, eqs. 2 and 13 to 16: leaf means
 * averaged over trees solve the local moment equation; variance between groups less what differs within them, kept
 * positive by an objective Bayes correction).
 */
export function forestEffects(
  forest: Forest,
  binned: Binned,
  rows: Int32Array,
  outOfBag: boolean,
): ForestPredictions {
  const trees = forest.starts.length - 1
  const { groupSize, statistics, width } = forest
  const groups = trees / groupSize
  const leaves = new Int32Array(rows.length * trees)
  for (let t = 0; t < trees; t++) {
    const group = Math.floor(t / groupSize)
    for (let k = 0; k < rows.length; k++) {
      leaves[k * trees + t] =
        outOfBag && isMember(forest, group, rows[k]) ? -1 : forestLeaf(forest, binned, t, rows[k]) * width
    }
  }
  const values = new Float64Array(rows.length)
  const variances = new Float64Array(rows.length)
  for (let k = 0; k < rows.length; k++) {
    const first = k * trees
    let count = 0
    let y = 0
    let d = 0
    let dy = 0
    let dd = 0
    let w = 0
    for (let t = 0; t < trees; t++) {
      const at = leaves[first + t]
      if (at < 0 || !(statistics[at + 4] > 0)) continue
      count++
      y += statistics[at]
      d += statistics[at + 1]
      dy += statistics[at + 2]
      dd += statistics[at + 3]
      w += statistics[at + 4]
    }
    const determinant = dd * w - d * d
    if (count === 0 || !(determinant > 0)) {
      values[k] = Number.NaN
      variances[k] = Number.NaN
      continue
    }
    const effect = (dy * w - d * y) / determinant
    const intercept = (y - d * effect) / w
    values[k] = effect
    // ψ of a tree or a group, in units of the effect: its first-order pull on the solution.
    const meanD = d / w
    const scale = count / (dd - (d * d) / w)
    let between = 0
    let within = 0
    let usedGroups = 0
    for (let g = 0; g < groups; g++) {
      let inGroup = 0
      let sum = 0
      let squares = 0
      for (let t = g * groupSize; t < (g + 1) * groupSize; t++) {
        const at = leaves[first + t]
        if (at < 0 || !(statistics[at + 4] > 0)) break
        const residual = statistics[at] - statistics[at + 1] * effect - statistics[at + 4] * intercept
        const moment = statistics[at + 2] - statistics[at + 3] * effect - statistics[at + 1] * intercept
        const psi = scale * (moment - meanD * residual)
        inGroup++
        sum += psi
        squares += psi * psi
      }
      if (inGroup < groupSize) continue
      usedGroups++
      between += (sum / groupSize) ** 2
      within += squares / groupSize
    }
    variances[k] = debiased(between / usedGroups, within / usedGroups, usedGroups, groupSize)
  }
  return { values, variances }
}

/** The variance between groups less the noise of finite groups, as the posterior mean under a flat prior on [0, ∞). */
function debiased(between: number, total: number, groups: number, groupSize: number): number {
  if (groups < 2 || groupSize < 2) return Number.NaN
  const noise = (total - between) / (groupSize - 1)
  const estimate = between - noise
  const error = Math.max(between, noise) * Math.sqrt(2 / groups)
  if (!(error > 0)) return Math.max(estimate, 0)
  const ratio = estimate / error
  const below = normalCdf(ratio)
  return below > 1e-12 ? estimate + (error * normalDensity(ratio)) / below : error / Math.max(1, -ratio)
}
