import type { Warning } from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import { words } from '../../contract/words.ts'
import { type LeastSquares, leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns, type Matrix, times } from '../../numeric/matrix.ts'
import { type CovarianceKind, coefficientCovariance } from '../../numeric/robust-covariance.ts'
import { readable, readablePValue } from '../readable.ts'
import { twoArms } from '../sensitivity/summary.ts'
import { andersonRubin, endsOf, robustAndersonRubin } from './anderson-rubin.ts'
import { chosenStandardErrors, type Estimator } from './estimator.ts'
import { reportInstruments, toldSet } from './instrument-report.ts'
import { treatmentNumbers } from './partialled-out.ts'

/**
 * Two-stage least squares with covariates in both stages. With effects that differ it is the effect on those whom the
 * instrument moves (Imbens and Angrist 1994). Beside it: how strong the instruments are, whether they are needed and agree
 * (`instrument-report.ts`), and the Anderson–Rubin interval, which weak instruments do not harm.
 */
export const iv2sls: Estimator = {
  method: 'iv_2sls',
  otherAssumption: true,
  targets: ['ate'],
  treatments: ['arms', 'dose'],
  standardErrors: ['hc2', 'classical', 'hc0', 'hc1', 'hc3', 'cluster'],
  *estimate(given) {
    if (given.options.instruments.length === 0) {
      throw fail('EFFECTS_OPTION_MISSING', { method: 'iv_2sls', option: 'instruments' })
    }
    const kind = chosenStandardErrors(given, iv2sls) as CovarianceKind
    const study = twoArms(given)
    const { rows, outcome, weights } = study
    const d = treatmentNumbers(study)
    const covariates = [new Float64Array(rows).fill(1), ...columnsOf(study.outcomeDesign.x)]
    const instruments = columnsOf(study.instruments.x)
    const exogenous = fromColumns(rows, covariates)
    const all = fromColumns(rows, [...covariates, ...instruments])
    const first = leastSquares(all, d, weights)
    const plain = leastSquares(exogenous, d, weights)
    const excluded = first.kept.filter((column) => column >= covariates.length).length
    if (excluded === 0 || !(plain.residualSumOfSquares > first.residualSumOfSquares)) {
      throw fail('EFFECTS_INSTRUMENT_WITHOUT_FIRST_STAGE', {
        instruments: study.options.instruments.join(', '),
      })
    }
    const fitted = fromColumns(rows, [...covariates, first.fitted])
    const projected = leastSquares(fitted, outcome, weights)
    const at = covariates.length
    if (projected.dropped.includes(at)) {
      throw fail('EFFECTS_INSTRUMENT_WITHOUT_FIRST_STAGE', {
        instruments: study.options.instruments.join(', '),
      })
    }
    const second = withTrueResiduals(projected, fromColumns(rows, [...covariates, d]), outcome, weights)
    const covariance = coefficientCovariance(fitted, second, kind, weights, study.clusters?.codes)
    const standardError = Math.sqrt(covariance.values[at * covariance.rows + at])
    const stages = {
      outcome,
      treatment: d,
      exogenous,
      all,
      first,
      second,
      weights,
      clusters: study.clusters?.codes,
    }
    const { tests, judged, details } = reportInstruments(stages, kind, study.options.alpha)
    const plainSet = andersonRubin(stages, study.options.alpha)
    const robustSet = kind === 'classical' ? null : robustAndersonRubin(stages, kind, study.options.alpha)
    const warnings: Warning[] = [{ code: 'LOCAL_EFFECT', message: words('warning_local_effect') }]
    if (judged.strength < 10)
      warnings.push({
        code: 'WEAK_INSTRUMENT',
        message: words('warning_weak_instrument', { f: readable(judged.strength) }),
      })
    if (judged.disagreement && judged.disagreement.pValue < study.options.alpha) {
      const message = words('warning_instruments_disagree', { p: readablePValue(judged.disagreement.pValue) })
      warnings.push({ code: 'INSTRUMENTS_DISAGREE', message })
    }
    return {
      estimate: second.coefficients[at],
      standardError,
      standardErrors: kind,
      degreesOfFreedom: kind === 'cluster' ? study.clusters!.count - 1 : Number.POSITIVE_INFINITY,
      target: 'late',
      estimand: words('estimand_local', {
        outcome: study.options.outcome,
        treatment: study.options.treatment,
      }),
      n: rows,
      warnings,
      instruments: {
        tests,
        weakInstrumentInterval: toldSet(plainSet, 'plain'),
        robustWeakInstrumentInterval: robustSet ? toldSet(robustSet, 'robust') : undefined,
      },
      details: {
        firstStageF: tests[0].statistic,
        firstStagePValue: tests[0].pValue ?? Number.NaN,
        firstStage: first.kept.filter((column) => column >= at).map((column) => first.coefficients[column]),
        firstStageErrors: first.kept
          .map((column, k) => ({ column, k }))
          .filter(({ column }) => column >= at)
          .map(({ k }) =>
            Math.sqrt(
              (first.inverse.values[k * first.inverse.rows + k] * first.residualSumOfSquares) /
                first.degreesOfFreedom,
            ),
          ),
        andersonRubin: endsOf(plainSet),
        ...(robustSet ? { robustAndersonRubin: endsOf(robustSet) } : {}),
        ...details,
      },
    }
  },
}

function columnsOf(x: Matrix): Float64Array[] {
  return Array.from({ length: x.columns }, (_, j) => columnOf(x, j))
}

/** Second-stage coefficients, judged by residuals from the treatment itself. */
function withTrueResiduals(
  projected: LeastSquares,
  actual: Matrix,
  outcome: Float64Array,
  weights: Float64Array | undefined,
): LeastSquares {
  const fitted = times(actual, projected.coefficients)
  const residuals = outcome.map((value, i) => value - fitted[i])
  let residualSumOfSquares = 0
  for (let i = 0; i < residuals.length; i++) {
    residualSumOfSquares += (weights ? weights[i] : 1) * residuals[i] * residuals[i]
  }
  return { ...projected, fitted, residuals, residualSumOfSquares }
}
