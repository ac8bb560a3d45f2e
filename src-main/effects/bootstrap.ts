import { fail } from '../contract/errors.ts'
import { kernel } from '../numeric/parallel.ts'
import { quantile } from '../numeric/quantile.ts'
import { random } from '../numeric/random.ts'
import { runHere, type Steps, spread } from '../numeric/steps.ts'
import { estimatorOf } from './estimators/table.ts'
import type { Finding } from './inference.ts'
import { resample } from './resample.ts'
import type { Study } from './study.ts'

const defaultRepetitions = 500
const perTask = 10

/**
 * The finding with the bootstrap's standard error and percentile interval: whole clusters are drawn where there are
 * any, rows otherwise, and everything is estimated again, nuisances included. Samples in which the estimator fails
 * (an arm lost, say) are left out; their number is among the details.
 */
export function* bootstrapped(study: Study, finding: Finding): Steps<Finding> {
  const repetitions = study.options.repetitions ?? defaultRepetitions
  const tasks = Array.from({ length: Math.ceil(repetitions / perTask) }, (_, index) => ({
    from: index * perTask,
    to: Math.min(repetitions, (index + 1) * perTask),
  }))
  const parts = yield* spread(bootstrapSamples, study, tasks)
  const all = parts.flatMap((part) => [...part])
  const values = Float64Array.from(all.filter((value) => !Number.isNaN(value))).sort()
  if (values.length < Math.max(2, repetitions / 10)) {
    throw fail('EFFECTS_BOOTSTRAP_FAILED', { answered: values.length, repetitions })
  }
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  const { alpha } = study.options
  return {
    ...finding,
    standardError: Math.sqrt(variance),
    standardErrors: 'bootstrap',
    degreesOfFreedom: undefined,
    confidenceInterval: [quantile(values, alpha / 2), quantile(values, 1 - alpha / 2)],
    pValue: undefined,
    contrasts: undefined,
    details: { ...finding.details, repetitions, failedRepetitions: all.length - values.length },
  }
}

/** Estimates from bootstrap samples `from` … `to` − 1; NaN where the estimator could not answer. */
export const bootstrapSamples = kernel(
  'effects/bootstrap-samples',
  (study: Study, task: { readonly from: number; readonly to: number }): Float64Array => {
    const result = new Float64Array(task.to - task.from)
    const estimator = estimatorOf(study.options.method)!
    for (let index = task.from; index < task.to; index++) {
      try {
        const sample = resample(study, random(study.options.seed, 'bootstrap', index))
        result[index - task.from] = runHere(estimator.estimate(sample)).estimate
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error
        result[index - task.from] = Number.NaN
      }
    }
    return result
  },
)
