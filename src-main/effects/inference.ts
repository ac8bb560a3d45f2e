import type {
  Contrast,
  DoseWeights,
  InstrumentDiagnostics,
  Interval,
  StandardErrorKind,
  Warning,
} from '../contract/effects.ts'
import type { Words } from '../contract/words.ts'
import { tPValue, tQuantile } from '../numeric/distributions.ts'
import type { Clusters, Study } from './study.ts'

/** What an effect that is a linear functional of the outcome's regression weighs outcomes by (Chernozhukov et al. 2022). */
export interface RieszParts {
  /** y − E[y | d, x] by row. */
  readonly outcomeLeft: Float64Array
  /** The Riesz representer α by row. */
  readonly representer: Float64Array
  /** m(W; α), the effect's own functional of α, by row: its mean is that of α². */
  readonly functional: Float64Array
}

/** What an estimator found; the skeleton adds intervals, diagnostics, sensitivity and provenance. */
export interface Finding {
  readonly estimate: number
  readonly standardError: number
  readonly standardErrors: StandardErrorKind
  /** Of the t distribution; Infinity (normal) where left out. */
  readonly degreesOfFreedom?: number
  /** An interval that is not estimate ± quantile × error, and its p-value. */
  readonly confidenceInterval?: Interval
  readonly pValue?: number
  readonly target: string
  readonly estimand: Words
  readonly n?: number
  /** Rows' influence on the estimate: the estimate moves by influence / n. */
  readonly influence?: Float64Array
  readonly potentialOutcomes?: Readonly<Record<string, number>>
  readonly potentialOutcomeErrors?: Readonly<Record<string, number>>
  readonly contrasts?: readonly Contrast[]
  /** Standard error of the logarithm of the ratio of the two means, where both are positive. */
  readonly logRatioError?: number
  /** Propensities by arm that the method used itself, and the weights it balanced with. */
  readonly propensities?: readonly Float64Array[]
  readonly balancingWeights?: Float64Array
  /** What weighing a dose took. */
  readonly doseWeights?: DoseWeights
  readonly instruments?: InstrumentDiagnostics
  /** Effects by row, where the method has them. */
  readonly effects?: Float64Array
  readonly effectErrors?: Float64Array
  /** Effects by row that the row's own outcome had no part in, where `effects` are not so. */
  readonly forecasts?: Float64Array
  /** Beside effects by row: their doubly robust scores, and what the scores were made of. */
  readonly scores?: Float64Array
  readonly expected?: {
    readonly treatment: Float64Array
    readonly expectedTreatment: Float64Array
    readonly expectedOutcome: Float64Array
  }
  /** With flexible nuisances: what bounds of hidden bias are made of. */
  readonly riesz?: RieszParts
  /** Treated less control outcome of each matched row. */
  readonly pairs?: Float64Array
  readonly details?: Readonly<Record<string, number | readonly number[]>>
  readonly warnings?: readonly Warning[]
}

/** √Σ(influence)²/n, summed by cluster where there are clusters. Weights are in the influence already. */
export function influenceError(influence: Float64Array, clusters: Clusters | undefined): number {
  const n = influence.length
  if (!clusters) {
    let sum = 0
    for (let i = 0; i < n; i++) sum += influence[i] * influence[i]
    return Math.sqrt(sum) / n
  }
  const sums = new Float64Array(clusters.count)
  for (let i = 0; i < n; i++) sums[clusters.codes[i]] += influence[i]
  let sum = 0
  for (const value of sums) sum += value * value
  const factor = clusters.count > 1 ? clusters.count / (clusters.count - 1) : 1
  return Math.sqrt(sum * factor) / n
}

export function intervalOf(
  estimate: number,
  standardError: number,
  alpha: number,
  degreesOfFreedom = Number.POSITIVE_INFINITY,
): Interval {
  const reach = tQuantile(1 - alpha / 2, degreesOfFreedom) * standardError
  return [estimate - reach, estimate + reach]
}

export function contrastOf(
  study: Study,
  treated: string,
  control: string,
  estimate: number,
  standardError: number,
  degreesOfFreedom = Number.POSITIVE_INFINITY,
): Contrast {
  return {
    treated,
    control,
    estimate,
    standardError,
    confidenceInterval: intervalOf(estimate, standardError, study.options.alpha, degreesOfFreedom),
    pValue: tPValue(estimate / standardError, degreesOfFreedom),
  }
}

/** Mean potential outcome of an arm, with each row's influence on it. */
export interface ArmMean {
  readonly mean: number
  readonly influence: Float64Array
}

/** The contrast asked for, and every other arm against the control, from means of potential outcomes. */
export function findingFromMeans(
  study: Study,
  means: readonly ArmMean[],
  rest: Omit<Finding, 'estimate' | 'standardError' | 'potentialOutcomes' | 'contrasts' | 'influence'>,
): Finding {
  const arms = study.treatment
  if (arms.kind !== 'arms') throw new TypeError('means of arms need arms')
  const control = means[arms.control]
  const against = (arm: number) => {
    const influence = means[arm].influence.map((value, i) => value - control.influence[i])
    return {
      influence,
      estimate: means[arm].mean - control.mean,
      error: influenceError(influence, study.clusters),
    }
  }
  const asked = against(arms.treated)
  const contrasts = arms.levels.flatMap((level, arm) => {
    if (arm === arms.control) return []
    const { estimate, error } = against(arm)
    return [contrastOf(study, level, arms.levels[arms.control], estimate, error)]
  })
  return {
    ...rest,
    estimate: asked.estimate,
    standardError: asked.error,
    influence: asked.influence,
    logRatioError: logRatioError(study, means[arms.treated], control),
    potentialOutcomes: Object.fromEntries(arms.levels.map((level, arm) => [level, means[arm].mean])),
    potentialOutcomeErrors: Object.fromEntries(
      arms.levels.map((level, arm) => [level, influenceError(means[arm].influence, study.clusters)]),
    ),
    contrasts: arms.levels.length > 2 ? contrasts : undefined,
  }
}

function logRatioError(study: Study, treated: ArmMean, control: ArmMean): number | undefined {
  if (!(treated.mean > 0 && control.mean > 0)) return undefined
  const influence = treated.influence.map(
    (value, i) => value / treated.mean - control.influence[i] / control.mean,
  )
  return influenceError(influence, study.clusters)
}
