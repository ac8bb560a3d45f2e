import { words } from '../../contract/words.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { takeColumns } from '../../numeric/matrix.ts'
import { outcomeRegression } from '../estimators/outcome-regression.ts'
import { treatmentNumbers } from '../estimators/partialled-out.ts'
import { strengthOf } from '../sensitivity/benchmark-bounds.ts'
import { twoArms } from '../sensitivity/summary.ts'
import type { Study } from '../study.ts'
import { type Refuter, withCovariate } from './refuter.ts'

/**
 * A confounder drawn to be as strongly tied to treatment and outcome, given the covariates, as the strongest observed
 * covariate is, and against the estimate: what would be left of it once adjusted for (Cinelli and Hazlett 2020).
 */
export const unobservedConfounder: Refuter = {
  name: 'unobserved_confounder',
  nullHypothesis: words('refuter_null_unobserved_confounder'),
  expects: 'original',
  challenge: (given, source, original) => {
    const study = twoArms(given)
    const { treatmentLeft, outcomeLeft, treatment, outcome } = preparedFor(study)
    const sign = original.estimate < 0 ? -1 : 1
    const byTreatment = Math.sqrt(treatment)
    // Given treatment and covariates the share of the outcome that is left is r²/(1 − R²).
    const byOutcome = sign * Math.sqrt(outcome * (1 - treatment))
    const own = Math.sqrt(Math.max(0, 1 - treatment - outcome * (1 - treatment)))
    const values = treatmentLeft.map(
      (d, i) => byTreatment * d + byOutcome * outcomeLeft[i] + own * source.normal(),
    )
    return withCovariate(study, '∼', values)
  },
}

interface Prepared {
  readonly benchmark: string
  readonly treatment: number
  readonly outcome: number
  readonly treatmentLeft: Float64Array
  readonly outcomeLeft: Float64Array
}

const prepared = new WeakMap<Study['outcome'], Prepared>()

/** The strongest covariate; an empty name where there is none. */
export function strongestCovariate(study: Study): string {
  return preparedFor(twoArms(study)).benchmark
}

function preparedFor(study: Study): Prepared {
  let known = prepared.get(study.outcome)
  if (!known) {
    known = prepare(study)
    prepared.set(study.outcome, known)
  }
  return known
}

function prepare(study: Study): Prepared {
  let best = { benchmark: '', treatment: 0, outcome: 0 }
  for (const { name } of study.covariates) {
    const strength = strengthOf(study, name)
    if (strength.treatment * strength.outcome > best.treatment * best.outcome || best.benchmark === '') {
      best = { benchmark: name, ...strength }
    }
  }
  const model = outcomeRegression(study)
  const column = model.treatmentColumns[0]
  const others = Array.from({ length: column }, (_, j) => j)
  const d = leastSquares(takeColumns(model.x, others), treatmentNumbers(study), study.weights)
  const y = leastSquares(takeColumns(model.x, [...others, column]), study.outcome, study.weights)
  return { ...best, treatmentLeft: unitVariance(d.residuals), outcomeLeft: unitVariance(y.residuals) }
}

function unitVariance(values: Float64Array): Float64Array {
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length)
  return deviation > 0 ? values.map((value) => value / deviation) : values
}
