import { fail } from '../../contract/errors.ts'
import type { Steps } from '../../numeric/steps.ts'
import type { Binned } from '../../numeric/trees/binning.ts'
import { featureShares, forestDefaults } from '../../numeric/trees/forest.ts'
import type { ForestOptions } from '../../numeric/trees/forest-options.ts'
import type { ForestStrategy } from '../../numeric/trees/forest-strategy.ts'
import { foldsOf } from '../folds.ts'
import { askForests, growForest, growForests, predictEffects } from '../forest-growing.ts'
import type { Finding } from '../inference.ts'
import { binnedCovariates } from '../nuisance/cross-fit.ts'
import { rowsTogether, rowsWhere, type Study } from '../study.ts'
import { averageOfEffects } from './augmented-effects.ts'
import { withoutGaps } from './centring.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { withModels } from './models.ts'
import { partialOut } from './partialled-out.ts'
import { boundedPropensities } from './propensity-bounds.ts'

/**
 * Honest trees split where the arms' outcomes diverge most (Rzepakowski and Jaroszewicz 2012; forests of them: Sołtys,
 * Jaroszewicz and Rzepakowski 2015), rows weighted by their inverse propensity, so that leaves compare like with like
 * where arms were not given by chance. Effects are out of bag, their average corrected as a causal forest's is.
 */
export const upliftForest = upliftLearner('uplift_forest', function* (grown) {
  const { study, binned, strategy } = grown
  const trees = 2 * Math.ceil((study.options.trees ?? 200) / 2)
  const options = { ...shapeOf(grown, 10), trees }
  const rows = Int32Array.from({ length: study.rows }, (_, i) => i)
  const forest = yield* growForest({ binned, strategy, options, rows, units: rowsTogether(study) })
  const { values, variances } = yield* predictEffects(forest, binned)
  return {
    effects: values,
    effectErrors: variances.map(Math.sqrt),
    details: { trees, importance: [...featureShares(forest, binned.features)] },
  }
})

/** One such tree at a time: each fifth of the rows is told by a tree of the others, small enough to read. */
export const upliftTree = upliftLearner('uplift_tree', function* (grown) {
  const { study, binned, strategy } = grown
  const folds = study.options.folds ?? 5
  const assigned = foldsOf(study, folds)
  const effects = new Float64Array(study.rows)
  const least = Math.max(10, Math.ceil(study.rows / 100))
  const options = { ...shapeOf(grown, least), trees: 1, groupSize: 1, sampleShare: 1 }
  const units = rowsTogether(study)
  const every = Array.from({ length: Math.max(1, folds) }, (_, fold) => fold)
  const trees = yield* growForests(
    every.map((fold) => ({
      binned,
      strategy,
      options,
      rows: rowsWhere(study.rows, (i) => folds < 2 || assigned[i] !== fold),
      units,
    })),
  )
  const asked = every.map((fold) => rowsWhere(study.rows, (i) => assigned[i] === fold))
  const answers = yield* askForests(
    every.map((fold) => ({
      forest: trees[fold],
      binned,
      rows: asked[fold],
      outOfBag: true,
      what: 'effects',
    })),
  )
  answers.forEach(({ values }, fold) => {
    asked[fold].forEach((row, k) => {
      effects[row] = values[k]
    })
  })
  return { effects, details: { folds } }
})

interface Grown {
  readonly study: Study
  readonly binned: Binned
  readonly strategy: ForestStrategy
}

function shapeOf({ study, binned }: Grown, leastRows: number): Omit<ForestOptions, 'trees'> {
  return { ...forestDefaults, tried: binned.features, leastRows, seed: study.options.seed }
}

function upliftLearner(
  method: 'uplift_forest' | 'uplift_tree',
  grow: (grown: Grown) => Steps<Pick<Finding, 'effectErrors' | 'details'> & { effects: Float64Array }>,
): Estimator {
  const estimator: Estimator = {
    method,
    targets: ['ate', 'att', 'atc'],
    treatments: ['arms'],
    pairwise: true,
    standardErrors: ['influence', 'cluster'],
    *estimate(given) {
      if (given.outcomeKind !== 'binary') {
        throw fail('EFFECTS_OUTCOME_UNSUITED', { outcome: given.options.outcome, model: method })
      }
      const parts = yield* partialOut(
        withModels(given, { propensityModel: 'logit', outcomeModel: 'boosting' }),
      )
      const { study, treatment, expectedOutcome } = parts
      const bounded = boundedPropensities(parts.expectedTreatment, given.options.clip)
      const expectedTreatment = bounded.propensity
      const strategy: ForestStrategy = {
        kind: 'uplift',
        y: study.outcome,
        d: treatment,
        weights: inverseWeights(study, treatment, expectedTreatment),
        divergence: study.options.divergence ?? 'kl',
      }
      const grown = yield* grow({ study, binned: binnedCovariates(study), strategy })
      const effects = withoutGaps(grown.effects)
      const expected = { treatment, expectedTreatment, expectedOutcome }
      const { target } = study.options
      const average = averageOfEffects({ ...expected, study, effects }, target)
      return {
        ...average,
        ...grown,
        effects,
        expected,
        standardErrors: chosenStandardErrors(given, estimator),
        target,
        estimand: estimandOf(study, target),
        n: study.rows,
        warnings: bounded.warnings,
        propensities: [expectedTreatment.map((p) => 1 - p), expectedTreatment],
      } satisfies Finding
    },
  }
  return estimator
}

/** Over their mean, so that counts stay counts of rows. */
function inverseWeights(study: Study, treatment: Float64Array, propensity: Float64Array): Float64Array {
  const raw = treatment.map(
    (d, i) => (study.weights ? study.weights[i] : 1) / (d === 1 ? propensity[i] : 1 - propensity[i]),
  )
  const mean = raw.reduce((sum, value) => sum + value, 0) / raw.length
  return raw.map((value) => value / mean)
}
