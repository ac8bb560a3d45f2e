import type { RefuterName } from '../../contract/effects.ts'
import { kernel } from '../../numeric/parallel.ts'
import { random } from '../../numeric/random.ts'
import { runHere, type Steps, spread } from '../../numeric/steps.ts'
import { estimatorOf } from '../estimators/table.ts'
import type { Finding } from '../inference.ts'
import type { Study } from '../study.ts'
import { placeboRegression } from './placebo-regression.ts'
import { refuterOf } from './table.ts'

interface Shared {
  readonly study: Study
  readonly name: RefuterName
  readonly original: Finding
}

interface Task {
  readonly from: number
  readonly to: number
}

const perTask = 5
const perBatch = 50

/**
 * Estimates from the challenged studies, one a repetition. Repetitions come in batches; `settled` may end them early,
 * always after the same batch for the same seed.
 */
export function* refutedEstimates(
  study: Study,
  name: RefuterName,
  original: Finding,
  repetitions: number,
  settled: (estimates: readonly number[]) => boolean,
): Steps<number[]> {
  const estimates: number[] = []
  // Effects by row and influence are of no use to a challenge and heavy to send.
  const lean: Finding = {
    ...original,
    influence: undefined,
    effects: undefined,
    effectErrors: undefined,
    propensities: undefined,
    riesz: undefined,
    balancingWeights: undefined,
  }
  const shared: Shared = { study, name, original: lean }
  for (let from = 0; from < repetitions; from += perBatch) {
    const to = Math.min(repetitions, from + perBatch)
    const tasks: Task[] = []
    for (let start = from; start < to; start += perTask)
      tasks.push({ from: start, to: Math.min(to, start + perTask) })
    const parts = yield* spread(challengedEstimates, shared, tasks)
    for (const part of parts) for (const value of part) if (!Number.isNaN(value)) estimates.push(value)
    if (settled(estimates)) break
  }
  return estimates
}

/** Point estimates of repetitions `from` … `to` − 1; NaN where the challenged study cannot be estimated. */
export const challengedEstimates = kernel(
  'effects/challenged-estimates',
  (shared: Shared, task: Task): Float64Array => {
    const { study, name, original } = shared
    const refuter = refuterOf(name)!
    const estimator = estimatorOf(study.options.method)!
    const quick = name === 'placebo_treatment' ? placeboRegression(study) : null
    const result = new Float64Array(task.to - task.from)
    for (let index = task.from; index < task.to; index++) {
      const source = random(study.options.seed, name, index)
      try {
        const challenged = refuter.challenge(study, source, original)
        result[index - task.from] = quick
          ? quick(challenged.treatment)
          : runHere(estimator.estimate(challenged)).estimate
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error
        result[index - task.from] = Number.NaN
      }
    }
    return result
  },
)
