import { transposeTimes } from '../../numeric/matrix.ts'
import type { ArmMean } from '../inference.ts'
import { armsOf, type Propensities } from '../nuisance/nuisances.ts'
import { carry } from '../nuisance/parametric-propensity.ts'
import type { Study } from '../study.ts'
import { covariateMeans } from './estimated-score.ts'

interface Compared {
  readonly means: readonly ArmMean[]
  /** By arm, each row's influence through the weight of its stratum. */
  readonly between: readonly Float64Array[]
}

/**
 * Means over strata of a fitted propensity, with influences that allow for the fitting. Strata make the estimate a step
 * function of the coefficients, so nothing can be differentiated; but as in matching (Abadie and Imbens 2016, by Le
 * Cam's third lemma) what the score of the propensity's likelihood explains of the influence is no longer there once
 * the coefficients are estimated, and where the target is an arm, its own dependence on them comes in its place:
 * ψ − (c − d)′I⁻¹s with c = E[ψs] and d = E[∂p/∂θ (μ(x) − mean)]/E[p] (for strata: Williamson, Morley, Lucas and
 * Carpenter 2012). Null where no likelihood stands behind the propensity.
 */
export function allowingForEstimation(
  study: Study,
  { fit, clipped }: Propensities,
  { means, between }: Compared,
): ArmMean[] | null {
  const score = fit?.score
  if (!score || study.weights || clipped?.includes(1)) return null
  const { target } = study.options
  const { treated, control, codes } = armsOf(study)
  const arm = target === 'ate' ? -1 : target === 'att' ? treated : control
  const ofArm = codes.reduce((count, code) => count + (code === arm ? 1 : 0), 0)
  const conditional = arm < 0 ? null : covariateMeans(study)
  return means.map(({ mean, influence }, of) => {
    const whole = influence.map((value, i) => value + between[of][i])
    const gradient = transposeTimes(
      score.x,
      whole.map((value, i) => value * score.scores[i]),
    )
    if (conditional) {
      const turn = ((arm === 1 ? 1 : -1) * study.rows) / ofArm
      const moved = score.slopes.map((slope, i) => turn * slope * (conditional[of][i] - mean))
      const derivative = transposeTimes(score.x, moved)
      for (let j = 0; j < gradient.length; j++) gradient[j] -= derivative[j]
    }
    const explained = carry(score.x, gradient, score.inverseInformation, score.scores)
    return { mean, influence: whole.map((value, i) => value - explained[i]) }
  })
}
