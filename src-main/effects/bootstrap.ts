import type { Contrast, Warning } from '../contract/effects.ts'
import { fail } from '../contract/errors.ts'
import { words } from '../contract/words.ts'
import { tPValue } from '../numeric/distributions.ts'
import { kernel } from '../numeric/parallel.ts'
import { quantile } from '../numeric/quantile.ts'
import { random } from '../numeric/random.ts'
import { runHere, type Steps, spread } from '../numeric/steps.ts'
import { estimatorOf } from './estimators/table.ts'
import type { Finding } from './inference.ts'
import { withPairContrasts } from './pair-contrasts.ts'
import { resample } from './resample.ts'
import type { Study } from './study.ts'

const defaultRepetitions = 500
const perTask = 10

/**
 * The finding with the bootstrap's standard errors and percentile intervals, its contrasts' too: whole clusters are drawn
 * where there are any, rows otherwise, with their sampling weights, and everything is estimated again, nuisances
 * included. Samples in which the estimator fails (an arm lost, say) are left out; their number is among the details.
 * @throws EFFECTS_BOOTSTRAP_FAILED where hardly a sample could be estimated from
 */
export function* bootstrapped(study: Study, finding: Finding): Steps<Finding> {
  const repetitions = study.options.repetitions ?? defaultRepetitions
  const arms = (finding.contrasts ?? []).map(({ treated }) => treated)
  const tasks = Array.from(
    { length: Math.ceil(repetitions / perTask) },
    (_, index): SampleTask => ({
      from: index * perTask,
      to: Math.min(repetitions, (index + 1) * perTask),
      arms,
    }),
  )
  const parts = yield* spread(bootstrapSamples, study, tasks)
  const drawn = (column: number) =>
    Float64Array.from(
      parts.flatMap((part) =>
        [...part].filter((value, i) => i % (1 + arms.length) === column && !Number.isNaN(value)),
      ),
    ).sort()
  const own = drawn(0)
  const least = Math.max(2, repetitions / 10)
  if (own.length < least) throw fail('EFFECTS_BOOTSTRAP_FAILED', { answered: own.length, repetitions })
  const lost: Warning[] = []
  const contrasts = finding.contrasts?.flatMap((contrast, k): Contrast[] => {
    const values = drawn(1 + k)
    if (values.length < least) {
      const { treated, control } = contrast
      const message = words('warning_arm_not_compared', {
        arm: treated,
        control,
        code: 'EFFECTS_BOOTSTRAP_FAILED',
      })
      lost.push({ code: 'ARM_NOT_COMPARED', message })
      return []
    }
    const { standardError, confidenceInterval } = spreadOf(values, study.options.alpha)
    return [
      { ...contrast, standardError, confidenceInterval, pValue: tPValue(contrast.estimate / standardError) },
    ]
  })
  return {
    ...finding,
    ...spreadOf(own, study.options.alpha),
    standardErrors: 'bootstrap',
    degreesOfFreedom: undefined,
    pValue: undefined,
    contrasts,
    details: { ...finding.details, repetitions, failedRepetitions: repetitions - own.length },
    warnings: [...(finding.warnings ?? []), ...lost],
  }
}

/** Standard deviation and percentile interval of sorted estimates. */
function spreadOf(
  values: Float64Array,
  alpha: number,
): Pick<Contrast, 'standardError' | 'confidenceInterval'> {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return {
    standardError: Math.sqrt(variance),
    confidenceInterval: [quantile(values, alpha / 2), quantile(values, 1 - alpha / 2)],
  }
}

interface SampleTask {
  readonly from: number
  readonly to: number
  /** Arms whose contrasts against the control are wanted beside the estimate. */
  readonly arms: readonly string[]
}

/**
 * The estimate and the contrast of every arm from each of the samples `from` … `to` − 1, sample after sample; NaN where
 * the estimator could not answer.
 */
export const bootstrapSamples = kernel(
  'effects/bootstrap-samples',
  (study: Study, { from, to, arms }: SampleTask): Float64Array => {
    const width = 1 + arms.length
    const result = new Float64Array((to - from) * width).fill(Number.NaN)
    const estimator = estimatorOf(study.options.method)!
    for (let index = from; index < to; index++) {
      try {
        const sample = resample(study, random(study.options.seed, 'bootstrap', index))
        const alone = runHere(estimator.estimate(sample))
        const found = arms.length > 0 ? runHere(withPairContrasts(sample, estimator, alone)) : alone
        const contrasts = new Map(found.contrasts?.map(({ treated, estimate }) => [treated, estimate]))
        const own = arms.map((arm) => contrasts.get(arm) ?? Number.NaN)
        result.set([found.estimate, ...own], (index - from) * width)
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error
      }
    }
    return result
  },
)
