import type { Warning } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { tPValue } from '../../numeric/distributions.ts'
import { takeRows } from '../../numeric/matrix.ts'
import { type Finding, intervalOf } from '../inference.ts'
import { readablePValue } from '../readable.ts'
import { rowsWhere, takeCodes, takeValues } from '../study.ts'
import { chosenStandardErrors, type Estimator } from './estimator.ts'
import { leakage, localWeights, type Side } from './local-polynomial.ts'
import { type LocalFit, varianceOfSum } from './local-variance.ts'
import { treatmentNumbers } from './partialled-out.ts'
import { type BothSides, chooseBandwidths } from './rdd-bandwidth.ts'
import { lessCovariates } from './rdd-covariates.ts'
import { densityTest } from './rdd-density.ts'

/**
 * Regression discontinuity: local linear fits with triangular weights on both sides of the cutoff, at the bandwidth
 * of least mean squared error, with the robust bias-corrected interval of Calonico, Cattaneo and Titiunik 2014
 * (the estimate is the conventional one, as rdrobust reports it). Covariates make it more precise; they do not make up for
 * units that sort themselves (Calonico, Cattaneo, Farrell and Titiunik 2019). Where the cutoff changes treatment only for some, the
 * jump of the outcome over that of the treatment.
 */
export const rdd: Estimator = {
  method: 'rdd',
  otherAssumption: true,
  targets: ['ate'],
  treatments: ['arms'],
  standardErrors: ['influence', 'cluster'],
  *estimate(study) {
    const { running, cutoff, alpha, bandwidth } = study.options
    if (running === undefined) throw fail('EFFECTS_OPTION_MISSING', { method: 'rdd', option: 'running' })
    if (cutoff === undefined) throw fail('EFFECTS_OPTION_MISSING', { method: 'rdd', option: 'cutoff' })
    const column = study.extra[running]
    if (column.kind !== 'number') throw fail('EFFECTS_OPTION_INVALID', { option: 'running', value: running })
    const away = column.values.map((value) => value - cutoff)
    const rows = {
      below: rowsWhere(study.rows, (i) => away[i] < 0),
      above: rowsWhere(study.rows, (i) => away[i] >= 0),
    }
    const enough = (side: Int32Array) => new Set(Array.from(side, (row) => away[row])).size >= 10
    if (!enough(rows.below) || !enough(rows.above)) {
      throw fail('EFFECTS_CUTOFF_OUTSIDE', { cutoff, below: rows.below.length, above: rows.above.length })
    }
    const sideOf = (side: Int32Array): Side => ({
      away: takeValues(away, side),
      weights: study.weights && takeValues(study.weights, side),
      clusters: study.clusters && takeCodes(study.clusters.codes, side),
    })
    const design = study.outcomeDesign.x
    const sides: BothSides = {
      below: sideOf(rows.below),
      above: sideOf(rows.above),
      covariates:
        design.columns > 0
          ? { below: takeRows(design, rows.below), above: takeRows(design, rows.above) }
          : undefined,
    }
    const raw = {
      below: takeValues(study.outcome, rows.below),
      above: takeValues(study.outcome, rows.above),
    }
    const treatment = treatmentNumbers(study)
    const given = { below: takeValues(treatment, rows.below), above: takeValues(treatment, rows.above) }
    const chosen =
      bandwidth === undefined ? chooseBandwidths(sides, raw, given) : { main: bandwidth, bias: bandwidth }
    const jump = jumpWeights(sides, chosen.main, chosen.bias)
    if (!jump)
      throw fail('EFFECTS_CUTOFF_OUTSIDE', { cutoff, below: rows.below.length, above: rows.above.length })
    const sharp = isSharp(given)
    const outcomes = withoutCovariates(sides, raw, chosen.main)
    const treated = sharp ? given : withoutCovariates(sides, given, chosen.main)
    const first = sharp ? null : apply(jump, treated)
    if (first && !(Math.abs(first.conventional) > 1e-9)) {
      throw fail('EFFECTS_CUTOFF_WITHOUT_JUMP', { treatment: study.options.treatment, cutoff })
    }
    const reduced = apply(jump, outcomes)
    const estimate = first ? reduced.conventional / first.conventional : reduced.conventional
    // Of a ratio, the linearised outcome (y − τ d) over the jump of d: its bias and its error (section 6).
    const linear = first
      ? {
          below: outcomes.below.map((y, i) => (y - estimate * treated.below[i]) / first.conventional),
          above: outcomes.above.map((y, i) => (y - estimate * treated.above[i]) / first.conventional),
        }
      : outcomes
    const corrected = first ? estimate + apply(jump, linear).corrected : reduced.corrected
    const errors = jumpErrors(sides, jump, linear, chosen)
    const density = densityTest(away)
    const near = countNear(sides, chosen.main)
    const warnings: Warning[] = []
    if (density.pValue < alpha) {
      warnings.push({
        code: 'DENSITY_JUMP',
        message: words('warning_density_jump', { p: readablePValue(density.pValue) }),
      })
    }
    if (near < 50)
      warnings.push({ code: 'FEW_NEAR_CUTOFF', message: words('warning_few_near_cutoff', { rows: near }) })
    return {
      estimate,
      standardError: errors.robust,
      standardErrors: chosenStandardErrors(study, rdd),
      confidenceInterval: intervalOf(corrected, errors.robust, alpha),
      pValue: tPValue(corrected / errors.robust),
      target: 'at the cutoff',
      estimand: words('estimand_cutoff', { outcome: study.options.outcome, running, cutoff }),
      n: study.rows,
      warnings,
      details: {
        bandwidth: chosen.main,
        biasBandwidth: chosen.bias,
        biasCorrected: corrected,
        conventionalError: errors.conventional,
        rowsNear: near,
        densityPValue: density.pValue,
        densityStatistic: density.statistic,
        densities: density.densities,
        densityBandwidths: density.bandwidths,
        ...(first ? { treatmentJump: first.conventional } : {}),
      },
    } satisfies Finding
  },
}

function withoutCovariates(sides: BothSides, values: Values, bandwidth: number): Values {
  const { covariates } = sides
  if (!covariates) return values
  const part = (name: 'below' | 'above') => ({
    side: sides[name],
    covariates: covariates[name],
    values: values[name],
  })
  const [below, above] = lessCovariates([part('below'), part('above')], 1, bandwidth)
  return { below, above }
}

interface JumpWeights {
  readonly conventional: { readonly below: Float64Array; readonly above: Float64Array }
  readonly corrected: { readonly below: Float64Array; readonly above: Float64Array }
}

type Values = { readonly below: Float64Array; readonly above: Float64Array }

/** Linear at h, less the leading bias, its second derivative from a local quadratic at b. */
function jumpWeights(sides: BothSides, h: number, b: number): JumpWeights | null {
  const of = (side: Side) => {
    const conventional = localWeights(side, 1, 0, h)
    const curvature = localWeights(side, 2, 2, b)
    if (!conventional || !curvature) return null
    const leak = leakage(conventional, side, 2) / 2
    return { conventional, corrected: conventional.map((value, i) => value - leak * curvature[i]) }
  }
  const below = of(sides.below)
  const above = of(sides.above)
  if (!below || !above) return null
  return {
    conventional: { below: below.conventional, above: above.conventional },
    corrected: { below: below.corrected, above: above.corrected },
  }
}

function apply(jump: JumpWeights, values: Values): { conventional: number; corrected: number } {
  const sum = (weights: Float64Array, y: Float64Array) =>
    weights.reduce((total, weight, i) => total + weight * y[i], 0)
  return {
    conventional: sum(jump.conventional.above, values.above) - sum(jump.conventional.below, values.below),
    corrected: sum(jump.corrected.above, values.above) - sum(jump.corrected.below, values.below),
  }
}

/** Each side by itself, also where a cluster lies on both. */
function jumpErrors(
  sides: BothSides,
  jump: JumpWeights,
  values: Values,
  { main, bias }: { readonly main: number; readonly bias: number },
): { conventional: number; robust: number } {
  const window = Math.max(main, bias)
  const error = (weights: Values, fit: LocalFit) =>
    Math.sqrt(
      varianceOfSum(sides.below, values.below, weights.below, fit) +
        varianceOfSum(sides.above, values.above, weights.above, fit),
    )
  return {
    conventional: error(jump.conventional, { degree: 1, bandwidth: main, window }),
    robust: error(jump.corrected, { degree: 2, bandwidth: bias, window }),
  }
}

function isSharp(treated: Values): boolean {
  const constant = (values: Float64Array) => values.every((value) => value === values[0])
  return constant(treated.below) && constant(treated.above) && treated.above[0] - treated.below[0] === 1
}

function countNear(sides: BothSides, h: number): number {
  let count = 0
  for (const side of [sides.below, sides.above])
    for (const value of side.away) if (Math.abs(value) < h) count++
  return count
}
