import { elasticNet, predictElasticNet } from '../../numeric/elastic-net.ts'
import { withIntercept } from '../../numeric/matrix.ts'
import type { Binned } from '../../numeric/trees/binning.ts'
import { growForestPart } from '../../numeric/trees/forest.ts'
import { forestMeans } from '../../numeric/trees/forest-prediction.ts'
import { type Design, takeDesign, takeValues } from '../study.ts'
import { fitOutcome, type ParametricOutcomeModel, predictOutcome } from './parametric-outcome.ts'
import { boosting, spline, stacking } from './stacking.ts'

/** What a learner of a conditional mean is given. */
export interface Lesson {
  readonly design: Design
  /** The same covariates as bins, for trees. */
  readonly binned: Binned
  readonly y: Float64Array
  /** Whether y is a chance between 0 and 1. */
  readonly chance: boolean
  readonly weights: Float64Array | undefined
  /** Rows to learn from, and rows to predict. */
  readonly train: Int32Array
  readonly predict: Int32Array
  /** Trees of a forest. */
  readonly trees: number | undefined
  readonly seed: number
}

/** Learns E[y | covariates] on some rows and predicts others. */
export type Learner = (lesson: Lesson) => Float64Array

const parametric =
  (model: ParametricOutcomeModel): Learner =>
  ({ design, y, weights, train, predict }) => {
    const x = withIntercept(takeDesign(design, train).x)
    const ones = new Float64Array(train.length).fill(1)
    const fit = fitOutcome(model, x, takeValues(y, train), weights ? takeValues(weights, train) : ones)
    return predictOutcome(model, fit.coefficients, withIntercept(takeDesign(design, predict).x))
  }

const penalised =
  (mixing: number): Learner =>
  ({ design, y, chance, weights, train, predict, seed }) => {
    const model = elasticNet(
      takeDesign(design, train).x,
      takeValues(y, train),
      weights && takeValues(weights, train),
      { family: chance ? 'logit' : 'linear', mixing, seed },
    )
    return predictElasticNet(model, takeDesign(design, predict).x)
  }

/** Rows that were learnt from are predicted out of bag, so a forest may be asked about its own rows. */
const forest: Learner = ({ binned, y, weights, train, predict, trees = 200, seed }) => {
  const grown = growForestPart(
    {
      binned,
      strategy: { kind: 'mean', y, weights },
      rows: train,
      options: {
        trees,
        groupSize: 1,
        sampleShare: 0.5,
        honest: train.length >= 2000,
        tried: Math.min(binned.features, Math.ceil(Math.sqrt(binned.features) + 20)),
        leastRows: 5,
        balance: 0.05,
        seed,
      },
    },
    { from: 0, to: trees },
  )
  return forestMeans(grown, binned, predict, true)
}

/** One line a learner. */
export const learners = {
  linear: parametric('linear'),
  logit: parametric('logit'),
  probit: parametric('probit'),
  poisson: parametric('poisson'),
  lasso: penalised(1),
  ridge: penalised(0),
  boosting,
  forest,
  spline,
  stacking,
} as const satisfies Record<string, Learner>

export type LearnerName = keyof typeof learners
