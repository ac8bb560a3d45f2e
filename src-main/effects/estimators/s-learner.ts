import { columnOf, fromColumns } from '../../numeric/matrix.ts'
import type { Steps } from '../../numeric/steps.ts'
import { foldsOf } from '../folds.ts'
import { crossFit } from '../nuisance/cross-fit.ts'
import type { Design, Study } from '../study.ts'
import type { Learnt } from './learnt.ts'

/**
 * Effects from one model of every row: each row is written three times, as it is and as it would be in each arm,
 * the last two to be predicted only. Folds are the study's own, so that within one all forecasts are of one model.
 */
export function* sLearnerEffects({
  study,
  treated,
  among,
  outcomeModel,
  folds,
}: Learnt): Steps<Float64Array> {
  const n = study.rows
  const arm = Float64Array.from({ length: 3 * n }, (_, k) => (k < n ? treated[k] : k < 2 * n ? 0 : 1))
  const thrice: Study = {
    ...study,
    rows: 3 * n,
    units: undefined,
    outcome: repeat(study.outcome, 3),
    treatment: { kind: 'dose', values: arm },
    outcomeDesign: withArm(study.outcomeDesign, study.treatmentInteractions, arm, n),
    covariates: [
      ...study.covariates.map((column) =>
        column.kind === 'number'
          ? { ...column, values: repeat(column.values, 3) }
          : { ...column, codes: threefold(column.codes) },
      ),
      { kind: 'number', name: study.options.treatment, values: arm },
    ],
    weights: study.weights && repeat(study.weights, 3),
    learnFrom: study.learnFrom && Uint8Array.from({ length: 3 * n }, (_, k) => study.learnFrom![k % n]),
    clusters: undefined,
  }
  const [predictions] = yield* crossFit(
    thrice,
    [
      {
        label: 'single',
        model: outcomeModel,
        y: thrice.outcome,
        chance: study.outcomeKind === 'binary',
        among: Uint8Array.from({ length: 3 * n }, (_, k) => (k < n && (!among || among[k] === 1) ? 1 : 0)),
      },
    ],
    folds,
    threefold(foldsOf(study, folds)),
  )
  return Float64Array.from({ length: n }, (_, i) => predictions[2 * n + i] - predictions[n + i])
}

function repeat(values: Float64Array, times: number): Float64Array {
  const result = new Float64Array(times * values.length)
  for (let k = 0; k < times; k++) result.set(values, k * values.length)
  return result
}

function threefold(codes: Int32Array): Int32Array {
  const n = codes.length
  return Int32Array.from({ length: 3 * n }, (_, k) => codes[k % n])
}

/** The design written three times, with the arm and its products beside it. */
function withArm(design: Design, interactions: Design, arm: Float64Array, n: number): Design {
  const columns = Array.from({ length: design.x.columns }, (_, j) => repeat(columnOf(design.x, j), 3))
  const products = Array.from({ length: interactions.x.columns }, (_, j) => {
    const by = columnOf(interactions.x, j)
    return arm.map((value, k) => value * by[k % n])
  })
  return {
    x: fromColumns(3 * n, [...columns, arm, ...products]),
    names: [...design.names, 'arm', ...interactions.names],
    from: [...design.from, ['arm'], ...interactions.from],
  }
}
