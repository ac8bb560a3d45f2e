import type { Warning } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { bilinear } from '../../numeric/matrix.ts'
import { type CovarianceKind, coefficientCovariance } from '../../numeric/robust-covariance.ts'
import { contrastOf, type Finding } from '../inference.ts'
import type { Study } from '../study.ts'
import { targetWeights } from '../target-weights.ts'
import { chosenStandardErrors, type Estimator, estimandOf } from './estimator.ts'
import { coefficientInfluence } from './frontdoor.ts'
import { type OutcomeRegression, outcomeRegression, refuseCollinearTreatment } from './outcome-regression.ts'

/**
 * Least squares of the outcome on treatment and covariates. With products of treatment and covariates the estimate is
 * the effect averaged over the target population (covariates held at their sample values).
 */
export const regression: Estimator = {
  method: 'regression',
  targets: ['ate', 'att', 'atc'],
  treatments: ['arms', 'dose'],
  standardErrors: ['hc2', 'classical', 'hc0', 'hc1', 'hc3', 'cluster'],
  *estimate(study) {
    const kind = chosenStandardErrors(study, regression) as CovarianceKind
    const model = outcomeRegression(study)
    const fit = leastSquares(model.x, study.outcome, study.weights)
    refuseCollinearTreatment(study, model, fit.dropped)
    if (fit.degreesOfFreedom < 1) {
      throw fail('EFFECTS_TOO_FEW_ROWS', { rows: study.rows, columns: fit.kept.length + 1 })
    }
    const covariance = coefficientCovariance(model.x, fit, kind, study.weights, study.clusters?.codes)
    const degreesOfFreedom = kind === 'cluster' ? study.clusters!.count - 1 : fit.degreesOfFreedom
    const population = targetPopulation(study)
    const effectOf = (index: number) => {
      const direction = averageEffect(model, index, population)
      const estimate = direction.reduce((sum, value, j) => sum + value * fit.coefficients[j], 0)
      return { estimate, standardError: Math.sqrt(bilinear(direction, covariance, direction)) }
    }
    const influenceOf = (index: number) => {
      const influence = new Float64Array(study.rows)
      averageEffect(model, index, population).forEach((factor, column) => {
        if (factor === 0) return
        const own = coefficientInfluence(model.x, fit, column, study.weights)
        for (let i = 0; i < influence.length; i++) influence[i] += factor * own[i]
      })
      return influence
    }
    const { treatment } = study
    const shared = {
      standardErrors: kind,
      degreesOfFreedom,
      target: study.options.target,
      estimand:
        study.treatmentInteractions.x.columns > 0
          ? estimandOf(study, study.options.target)
          : constantEffect(study),
      warnings: collinear(study, model, fit.dropped),
    } satisfies Partial<Finding>
    if (treatment.kind === 'dose') return { ...shared, ...effectOf(0), influence: influenceOf(0) }

    const asked = effectOf(model.arms.indexOf(treatment.treated))
    const baseline = meanWithout(model, fit.coefficients, population)
    const potentialOutcomes = Object.fromEntries(
      treatment.levels.map((level, arm) => [
        level,
        baseline + (arm === treatment.control ? 0 : effectOf(model.arms.indexOf(arm)).estimate),
      ]),
    )
    const contrasts = model.arms.map((arm, index) => {
      const { estimate, standardError } = effectOf(index)
      return contrastOf(
        study,
        treatment.levels[arm],
        treatment.levels[treatment.control],
        estimate,
        standardError,
        degreesOfFreedom,
      )
    })
    return {
      ...shared,
      ...asked,
      influence: influenceOf(model.arms.indexOf(treatment.treated)),
      potentialOutcomes,
      contrasts: contrasts.length > 1 ? contrasts : undefined,
    }
  },
}

/** Weights of the target population that sum to one. */
function targetPopulation(study: Study): Float64Array {
  const { treatment, options } = study
  const arm =
    treatment.kind === 'dose' || options.target === 'ate'
      ? -1
      : options.target === 'att'
        ? treatment.treated
        : treatment.control
  const weights = targetWeights(study, arm)
  let total = 0
  for (const weight of weights) total += weight
  return weights.map((weight) => weight / total)
}

/** The combination of coefficients that is the mean effect of one treatment column. */
function averageEffect(model: OutcomeRegression, index: number, population: Float64Array): Float64Array {
  const direction = new Float64Array(model.x.columns)
  direction[model.treatmentColumns[index]] = 1
  for (const { treatment, column, by } of model.products) {
    if (treatment !== index) continue
    for (let i = 0; i < by.length; i++) direction[column] += population[i] * by[i]
  }
  return direction
}

/** Mean prediction over the target population with everyone in the control arm. */
function meanWithout(model: OutcomeRegression, coefficients: Float64Array, population: Float64Array): number {
  const { x } = model
  const ofTreatment = new Set([...model.treatmentColumns, ...model.products.map(({ column }) => column)])
  let mean = 0
  for (let j = 0; j < x.columns; j++) {
    if (ofTreatment.has(j)) continue
    for (let i = 0; i < x.rows; i++) mean += population[i] * x.values[j * x.rows + i] * coefficients[j]
  }
  return mean
}

function constantEffect(study: Study) {
  const { treatment, options } = study
  if (treatment.kind === 'dose') return estimandOf(study, options.target)
  return words('estimand_regression', {
    treated: `${options.treatment} = ${treatment.levels[treatment.treated]}`,
    control: treatment.levels[treatment.control],
    outcome: options.outcome,
  })
}

function collinear(study: Study, model: OutcomeRegression, dropped: readonly number[]): Warning[] {
  const names = dropped
    .filter((column) => !model.treatmentColumns.includes(column))
    .map((column) => study.outcomeDesign.names[column - 1] ?? study.treatmentInteractions.names.join(', '))
  if (names.length === 0) return []
  return [
    { code: 'COLLINEAR_COLUMNS', message: words('warning_collinear_columns', { columns: names.join(', ') }) },
  ]
}
