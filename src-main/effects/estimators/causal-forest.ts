import type { Warning } from '../../contract/effects.ts'
import type { Steps } from '../../numeric/steps.ts'
import { featureShares, forestDefaults } from '../../numeric/trees/forest.ts'
import type { ForestOptions } from '../../numeric/trees/forest-options.ts'
import { growForest, predictEffects } from '../forest-growing.ts'
import type { Finding } from '../inference.ts'
import { binnedCovariates } from '../nuisance/cross-fit.ts'
import { twoArms } from '../sensitivity/summary.ts'
import { rowsTogether, rowsWhere, type Study } from '../study.ts'
import { averageOfEffects } from './augmented-effects.ts'
import { type Centring, expected, type Mean, withoutGaps } from './centring.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { treatmentNumbers } from './partialled-out.ts'
import { boundedPropensities } from './propensity-bounds.ts'
import { type ArmPair, againstControl } from './several-arms.ts'

/**
 * An honest causal forest on centred outcome and treatment (Athey, Tibshirani and Wager 2019), its out-of-bag effects
 * averaged with a doubly robust correction (Athey and Wager 2019). Where no models are chosen, curves and a regression
 * forest centre, each by the share that predicts best.
 */
export const causalForest: Estimator = {
  method: 'causal_forest',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms', 'dose'],
  standardErrors: ['influence', 'cluster'],
  *estimate(given) {
    if (given.treatment.kind === 'arms' && given.treatment.levels.length > 2) {
      return {
        ...(yield* ofSeveralArms(given)),
        standardErrors: chosenStandardErrors(given, causalForest),
        target: given.options.target,
        estimand: estimandOf(given, given.options.target),
      }
    }
    const study = twoArms(given)
    const dose = study.treatment.kind === 'dose'
    const grown = yield* forestOfEffects(study)
    const { expectedTreatment } = grown
    const target = dose ? 'ate' : study.options.target
    return {
      ...averageOfEffects({ ...grown, study }, target),
      standardErrors: chosenStandardErrors(given, causalForest),
      target,
      estimand: estimandOf(study, target),
      n: study.rows,
      effects: grown.effects,
      effectErrors: grown.effectErrors,
      expected: grown,
      warnings: grown.warnings,
      propensities: dose ? undefined : [expectedTreatment.map((p) => 1 - p), expectedTreatment],
      details: { trees: grown.trees, importance: [...grown.importance] },
    } satisfies Finding
  },
}

/**
 * A forest for each arm against the control, each asked about every row. Chances of the arms are a penalised additive
 * logit where no model is chosen: forests of each arm against the rest go too far out once their chances are divided.
 */
function ofSeveralArms(given: Study) {
  const { propensityModel = 'spline', folds = 5 } = given.options
  return againstControl(given, folds, propensityModel, function* (pair) {
    const { effects, effectErrors, expectedOutcome, warnings, trees, importance } = yield* forestOfEffects(
      pair.study,
      pair,
    )
    return {
      effects,
      effectErrors,
      expectedOutcome,
      warnings,
      details: { trees, importance: [...importance] },
    }
  })
}

export interface ForestOfEffects {
  readonly treatment: Float64Array
  readonly expectedTreatment: Float64Array
  readonly expectedOutcome: Float64Array
  readonly effects: Float64Array
  readonly effectErrors: Float64Array
  /** Of a dose. */
  readonly treatmentVariance?: Float64Array
  readonly importance: Float64Array
  readonly trees: number
  readonly warnings: readonly Warning[]
}

/** Grows the forest and asks it about its own rows out of bag. */
export function* forestOfEffects(study: Study, pair?: ArmPair): Steps<ForestOfEffects> {
  const binned = binnedCovariates(study)
  const rows = rowsWhere(study.rows, (i) => !pair || pair.among[i] === 1)
  const { options, weights } = study
  const units = rowsTogether(study)
  const shape: ForestOptions = {
    ...forestDefaults,
    trees: 2 * Math.ceil((options.trees ?? forestDefaults.trees) / 2),
    tried: Math.min(binned.features, Math.ceil(Math.sqrt(binned.features) + 20)),
    seed: options.seed,
  }
  const treatment = treatmentNumbers(study)
  const centring: Centring = { study, binned, shape, rows, units, among: pair?.among }
  const binary = study.treatment.kind === 'arms'
  const outcome: Mean = {
    label: 'outcome',
    y: study.outcome,
    chance: study.outcomeKind === 'binary',
    model: options.outcomeModel,
  }
  const treated: Mean = { label: 'treatment', y: treatment, chance: binary, model: options.propensityModel }
  const [expectedOutcome, raw = pair!.propensity] = yield* expected(
    centring,
    pair?.propensity ? [outcome] : [outcome, treated],
  )
  const { propensity: expectedTreatment, warnings } = binary
    ? boundedPropensities(raw, pair ? undefined : options.clip)
    : { propensity: raw, warnings: [] }
  const forest = yield* growForest({
    binned,
    strategy: {
      kind: 'effect',
      y: study.outcome.map((value, i) => value - expectedOutcome[i]),
      d: treatment.map((value, i) => value - expectedTreatment[i]),
      weights,
    },
    options: shape,
    rows,
    units,
  })
  const { values, variances } = yield* predictEffects(forest, binned)
  const squares = treatment.map((value, i) => (value - expectedTreatment[i]) ** 2)
  const variance: Mean = { label: 'variance', y: squares, chance: false, model: 'forest' }
  const treatmentVariance = binary ? undefined : (yield* expected(centring, [variance]))[0]
  return {
    treatment,
    expectedTreatment,
    expectedOutcome,
    effects: withoutGaps(values),
    effectErrors: variances.map(Math.sqrt),
    treatmentVariance,
    importance: featureShares(forest, binned.features),
    trees: shape.trees,
    warnings,
  }
}
