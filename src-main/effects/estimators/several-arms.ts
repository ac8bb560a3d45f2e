import type { EstimateOptions, Warning } from '../../contract/effects.ts'
import type { Steps } from '../../numeric/steps.ts'
import { contrastOf, type Finding, influenceError } from '../inference.ts'
import { armsOf, fitPropensities } from '../nuisance/nuisances.ts'
import type { Study } from '../study.ts'
import { targetWeights } from '../target-weights.ts'
import { withModels } from './models.ts'
import { boundedPropensities } from './propensity-bounds.ts'

/** One arm and the control among several: what a learner of effects learns from, to tell of every row. */
export interface ArmPair {
  /** Every row of every arm; `treated` is the pair's arm. */
  readonly study: Study
  /** 1 in the pair's arm. */
  readonly treated: Float64Array
  /** 1 where a row is in either arm of the pair. */
  readonly among: Uint8Array
  /** Chance of the arm given the covariates and that it is one of the two. */
  readonly propensity: Float64Array
}

export interface PairLearnt extends Pick<Finding, 'effectErrors' | 'details' | 'warnings'> {
  readonly effects: Float64Array
  /** E[outcome | covariates] among the pair's rows. */
  readonly expectedOutcome: Float64Array
  /** Effects to show instead of those averaged. */
  readonly shown?: Float64Array
}

type Averaged = Omit<Finding, 'standardErrors' | 'target' | 'estimand'>

/**
 * Effects by row of each arm against the control, each learnt among the rows of the two and averaged over one target
 * population of every arm's rows, so that contrasts are for the same people. What the learner missed is added back by
 * residuals over the chance of the arm among all: 1(D = d)/p_d less 1(D = 0)/p_0 (Cattaneo 2010; of the effect on one
 * arm, times that arm's own chance).
 */
export function* againstControl(
  given: Study,
  folds: number,
  propensityModel: EstimateOptions['propensityModel'],
  learn: (pair: ArmPair) => Steps<PairLearnt>,
): Steps<Averaged> {
  const arms = armsOf(given)
  const study = withModels(given, { propensityModel })
  const { probabilities } = yield* fitPropensities(study, folds)
  const bounded = probabilities.map((p) => boundedPropensities(p, study.options.clip))
  const chances = bounded.map(({ propensity }) => propensity)
  const warnings: Warning[] = bounded.flatMap(({ warnings }) => warnings)
  const contrasts: NonNullable<Finding['contrasts']>[number][] = []
  let asked: Averaged | null = null
  for (let arm = 0; arm < arms.levels.length; arm++) {
    if (arm === arms.control) continue
    const pair = pairOf(given, arm, chances)
    const learnt = yield* learn(pair)
    const average = averageOfPair(given, pair, learnt, chances)
    const { estimate, standardError } = average
    contrasts.push(contrastOf(given, arms.levels[arm], arms.levels[arms.control], estimate, standardError))
    if (arm === arms.treated) {
      const { effects, shown, expectedOutcome: _, ...rest } = learnt
      asked = { ...rest, ...average, effects: shown ?? effects }
    }
  }
  return {
    ...asked!,
    n: given.rows,
    contrasts,
    propensities: chances,
    warnings: [...warnings, ...(asked!.warnings ?? [])],
  }
}

function pairOf(given: Study, arm: number, chances: readonly Float64Array[]): ArmPair {
  const arms = armsOf(given)
  const [own, control] = [chances[arm], chances[arms.control]]
  return {
    study: { ...given, treatment: { ...arms, treated: arm } },
    treated: Float64Array.from(arms.codes, (code) => (code === arm ? 1 : 0)),
    among: Uint8Array.from(arms.codes, (code) => (code === arm || code === arms.control ? 1 : 0)),
    propensity: own.map((p, i) => p / (p + control[i])),
  }
}

function averageOfPair(
  study: Study,
  pair: ArmPair,
  { effects, expectedOutcome }: PairLearnt,
  chances: readonly Float64Array[],
) {
  const arms = armsOf(study)
  const { target } = study.options
  const of = target === 'ate' ? -1 : target === 'att' ? arms.treated : arms.control
  const member = targetWeights(study, of)
  const [own, control] = [chances[armsOf(pair.study).treated], chances[arms.control]]
  const n = study.rows
  const scores = Float64Array.from(effects)
  const moment = new Float64Array(n)
  let total = 0
  let sum = 0
  for (let i = 0; i < n; i++) {
    const left = pair.treated[i] - pair.propensity[i]
    const residual = study.outcome[i] - expectedOutcome[i] - left * effects[i]
    const correction =
      pair.among[i] === 0 ? 0 : pair.treated[i] === 1 ? residual / own[i] : -residual / control[i]
    scores[i] += correction
    const tilt = (study.weights ? study.weights[i] : 1) * (of < 0 ? 1 : chances[of][i])
    moment[i] = member[i] * effects[i] + tilt * correction
    total += member[i]
    sum += moment[i]
  }
  const estimate = sum / total
  const influence = moment.map((value, i) => (n / total) * (value - member[i] * estimate))
  return { estimate, standardError: influenceError(influence, study.clusters), influence, scores }
}
