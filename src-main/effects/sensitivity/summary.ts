import type { RegressionSensitivity, SensitivitySummary } from '../../contract/effects.ts'
import { words } from '../../contract/words.ts'
import { normalQuantile } from '../../numeric/distributions.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { fromColumns } from '../../numeric/matrix.ts'
import { outcomeRegression } from '../estimators/outcome-regression.ts'
import type { Finding } from '../inference.ts'
import { rowsWhere, type Study, takeStudyRows } from '../study.ts'
import { eValueInterval, eValueOf, type RiskRatio, ratioOfMeanDifference, ratioOfMeans } from './e-value.ts'
import { partialR2, robustnessValue } from './partial-r2.ts'

/** The doubt that every estimate carries: robustness values of the linear regression, and the E-value of the estimate. */
export function sensitivityOf(study: Study, finding: Finding): SensitivitySummary {
  const ratio = riskRatioOf(study, finding)
  const usable = ratio !== null && Number.isFinite(ratio.estimate) && ratio.estimate > 0
  return {
    regression: regressionSensitivity(study),
    eValue: usable ? eValueOf(ratio.estimate) : null,
    eValueInterval: usable ? eValueInterval(ratio) : null,
    eValueBasis: usable ? ratio.basis : null,
  }
}

/**
 * The linear regression of the outcome on treatment and the same covariates, of the two arms compared, with classical
 * errors: what robustness values are about. Null where it cannot be fitted.
 */
export function regressionSensitivity(study: Study): RegressionSensitivity | null {
  const pair = twoArms(study)
  const model = outcomeRegression({
    ...pair,
    treatmentInteractions: { x: fromColumns(pair.rows, []), names: [], from: [] },
  })
  const fit = leastSquares(model.x, pair.outcome, pair.weights)
  const column = model.treatmentColumns[0]
  const position = fit.kept.indexOf(column)
  if (position < 0 || fit.degreesOfFreedom < 2) return null
  const estimate = fit.coefficients[column]
  const standardError = Math.sqrt(
    (fit.inverse.values[(fit.kept.length + 1) * position] * fit.residualSumOfSquares) / fit.degreesOfFreedom,
  )
  const tValue = estimate / standardError
  return {
    basis: words('sensitivity_basis_regression'),
    estimate,
    standardError,
    degreesOfFreedom: fit.degreesOfFreedom,
    tValue,
    partialR2: partialR2(tValue, fit.degreesOfFreedom),
    robustnessValue: robustnessValue(tValue, fit.degreesOfFreedom),
    robustnessValueAlpha: robustnessValue(tValue, fit.degreesOfFreedom, 1, study.options.alpha),
  }
}

/** The study of the arms compared alone. */
export function twoArms(study: Study): Study {
  const { treatment } = study
  if (treatment.kind === 'dose' || treatment.levels.length === 2) return study
  const rows = rowsWhere(
    study.rows,
    (i) => treatment.codes[i] === treatment.treated || treatment.codes[i] === treatment.control,
  )
  const taken = takeStudyRows(study, rows)
  const codes = rows.map((row) => (treatment.codes[row] === treatment.treated ? 1 : 0))
  return {
    ...taken,
    treatment: {
      kind: 'arms',
      levels: [treatment.levels[treatment.control], treatment.levels[treatment.treated]],
      codes,
      treated: 1,
      control: 0,
    },
  }
}

function riskRatioOf(study: Study, finding: Finding): RiskRatio | null {
  const { treatment, outcome, options } = study
  const means = finding.potentialOutcomes
  const z = normalQuantile(1 - options.alpha / 2)
  if (study.outcomeKind === 'binary' && treatment.kind === 'arms' && means) {
    const treated = means[treatment.levels[treatment.treated]]
    const control = means[treatment.levels[treatment.control]]
    if (treated > 0 && control > 0) {
      return ratioOfMeans(
        treated,
        control,
        finding.logRatioError ?? finding.standardError / Math.min(treated, control),
        z,
      )
    }
  }
  return ratioOfMeanDifference(
    finding.estimate * typicalChange(study),
    finding.standardError * typicalChange(study),
    deviationOf(outcome, study.weights),
    z,
  )
}

/** Arms differ by one step; a dose is read at one standard deviation of it. */
function typicalChange(study: Study): number {
  return study.treatment.kind === 'dose' ? deviationOf(study.treatment.values, study.weights) : 1
}

export function deviationOf(values: Float64Array, weights?: Float64Array): number {
  let total = 0
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const w = weights ? weights[i] : 1
    total += w
    sum += w * values[i]
  }
  const mean = sum / total
  let squares = 0
  for (let i = 0; i < values.length; i++) squares += (weights ? weights[i] : 1) * (values[i] - mean) ** 2
  return Math.sqrt((squares / total) * (values.length / (values.length - 1)))
}
