import type { Steps } from '../../numeric/steps.ts'
import { forestDefaults } from '../../numeric/trees/forest.ts'
import { foldsOf } from '../folds.ts'
import { askForests, growForests } from '../forest-growing.ts'
import type { Finding } from '../inference.ts'
import { binnedCovariates } from '../nuisance/cross-fit.ts'
import { rowsTogether, rowsWhere, type Study } from '../study.ts'

const folds = 5
const fewestTrees = 50
/** Forecasts closer than this share of the largest are one: a difference of two predictions is no more exact. */
const rounding = 1e-10

/** Effects forecast for each row from folds without it, and each row's standing among its own fold. */
export interface Standing {
  readonly forecasts: Float64Array
  /** Share of the row's fold with a lower forecast, rows of one forecast in the middle of their ties. */
  readonly standing: Float64Array
}

/**
 * What rows are sorted by. Out-of-bag forecasts would not do: of rows that are alike, the one with the higher outcome has
 * the lower forecast, since its own outcome is missing from it, so that sorted groups would measure that instead of
 * effects. Within a fold whose forecasts come from the other folds, rows that are alike have one forecast (as
 * Chernozhukov, Demirer, Duflo and Fernández-Val 2018 sort).
 */
export function* standingOf(
  study: Study,
  finding: Required<Pick<Finding, 'effects' | 'expected'>> & Finding,
): Steps<Standing> {
  if (study.options.method !== 'causal_forest') {
    const count = finding.details?.folds
    const assigned = foldsOf(study, typeof count === 'number' ? count : folds)
    return { forecasts: finding.effects, standing: withinFolds(finding.effects, assigned) }
  }
  const assigned = foldsOf(study, folds)
  const forecasts = yield* forestForecasts(study, finding.expected, assigned)
  return { forecasts, standing: withinFolds(forecasts, assigned) }
}

/** For each fold a forest of the other folds, their trees together as many as were asked for. */
function* forestForecasts(
  study: Study,
  { treatment, expectedTreatment, expectedOutcome }: NonNullable<Finding['expected']>,
  assigned: Int32Array,
): Steps<Float64Array> {
  const binned = binnedCovariates(study)
  const { options, weights } = study
  const strategy = {
    kind: 'effect',
    y: study.outcome.map((value, i) => value - expectedOutcome[i]),
    d: treatment.map((value, i) => value - expectedTreatment[i]),
    weights,
  } as const
  const trees = 2 * Math.ceil(Math.max(fewestTrees, (options.trees ?? forestDefaults.trees) / folds) / 2)
  const tried = Math.min(binned.features, Math.ceil(Math.sqrt(binned.features) + 20))
  const units = rowsTogether(study)
  const every = Array.from({ length: folds }, (_, fold) => fold)
  const forests = yield* growForests(
    every.map((fold) => ({
      binned,
      strategy,
      options: { ...forestDefaults, trees, tried, seed: options.seed + 10 + fold },
      rows: rowsWhere(study.rows, (i) => assigned[i] !== fold),
      units,
    })),
  )
  const asked = every.map((fold) => rowsWhere(study.rows, (i) => assigned[i] === fold))
  const answers = yield* askForests(
    every.map((fold) => ({
      forest: forests[fold],
      binned,
      rows: asked[fold],
      outOfBag: false,
      what: 'effects',
    })),
  )
  const forecasts = new Float64Array(study.rows)
  answers.forEach(({ values }, fold) => {
    asked[fold].forEach((row, k) => {
      forecasts[row] = values[k]
    })
  })
  const known = forecasts.filter((value) => !Number.isNaN(value))
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length
  return forecasts.map((value) => (Number.isNaN(value) ? mean : value))
}

function withinFolds(forecasts: Float64Array, assigned: Int32Array): Float64Array {
  const standing = new Float64Array(forecasts.length)
  const same = rounding * forecasts.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const last = assigned.reduce((most, fold) => Math.max(most, fold), 0)
  for (let fold = 0; fold <= last; fold++) {
    const rows = rowsWhere(forecasts.length, (i) => assigned[i] === fold)
    const order = rows.sort((a, b) => forecasts[a] - forecasts[b])
    for (let from = 0; from < order.length; ) {
      let to = from
      while (to < order.length && forecasts[order[to]] - forecasts[order[from]] <= same) to++
      for (let k = from; k < to; k++) standing[order[k]] = (from + to) / 2 / order.length
      from = to
    }
  }
  return standing
}
