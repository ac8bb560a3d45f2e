import { withIntercept } from '../../numeric/matrix.ts'
import { type Design, takeDesign, takeValues } from '../study.ts'
import { fitOutcome, type ParametricOutcomeModel, predictOutcome } from './parametric-outcome.ts'

/** What a learner of a conditional mean is given. */
export interface Lesson {
  readonly design: Design
  readonly y: Float64Array
  readonly weights: Float64Array | undefined
  /** Rows to learn from, and rows to predict. */
  readonly train: Int32Array
  readonly predict: Int32Array
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

/** One line a learner. */
export const learners = {
  linear: parametric('linear'),
  logit: parametric('logit'),
  probit: parametric('probit'),
  poisson: parametric('poisson'),
} as const satisfies Record<string, Learner>

export type LearnerName = keyof typeof learners
