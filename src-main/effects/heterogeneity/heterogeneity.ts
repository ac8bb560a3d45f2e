import * as v from 'valibot'
import {
  type EstimateOptions,
  type EstimateRequest,
  estimateOptions,
  type Interval,
  type Warning,
} from '../../contract/effects.ts'
import { fail } from '../../contract/errors.ts'
import type { EffectHeterogeneity } from '../../contract/heterogeneity.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import type { Table } from '../../numeric/columns.ts'
import { tPValue } from '../../numeric/distributions.ts'
import { leastSquares } from '../../numeric/least-squares.ts'
import { columnOf, fromColumns, type Matrix, withIntercept } from '../../numeric/matrix.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { quantile } from '../../numeric/quantile.ts'
import { coefficientCovariance } from '../../numeric/robust-covariance.ts'
import { runHere, runOn, type Steps } from '../../numeric/steps.ts'
import { featureShares, forestDefaults } from '../../numeric/trees/forest.ts'
import { estimatorFor } from '../estimate.ts'
import { growForest } from '../forest-growing.ts'
import { intervalOf } from '../inference.ts'
import { binnedCovariates } from '../nuisance/cross-fit.ts'
import { prepareStudy } from '../prepare-study.ts'
import { provenanceOf } from '../provenance.ts'
import { twoArms } from '../sensitivity/summary.ts'
import { rowsTogether, type Study } from '../study.ts'
import { trimmed } from '../trimming.ts'
import { meanOf } from './group-mean.ts'
import { effectErrorsByHalves } from './half-samples.ts'
import { rankWeightedEffects } from './rank-weighted.ts'
import { standingOf } from './standing.ts'
import { surrogateTree } from './surrogate-tree.ts'

/** For whom the effect holds, by a method that gives effects by row, here and now. */
export function effectHeterogeneity(
  table: Table,
  request: EstimateRequest,
  monitor?: Monitor,
): EffectHeterogeneity {
  return runHere(heterogeneity(table, v.parse(estimateOptions, request)), monitor)
}

/** As `effectHeterogeneity`, over workers: the same bits. Without `errorsByRow` only errors that cost nothing are given. */
export function effectHeterogeneityOn(
  table: Table,
  options: EstimateOptions,
  parallel: Parallel,
  monitor: Monitor,
  errorsByRow = true,
): Promise<EffectHeterogeneity> {
  return runOn(heterogeneity(table, options, errorsByRow), parallel, monitor)
}

function* heterogeneity(
  table: Table,
  options: EstimateOptions,
  errorsByRow = true,
): Steps<EffectHeterogeneity> {
  const startedAt = performance.now()
  const given = yield* trimmed(prepareStudy(table, options))
  const study = twoArms(given)
  if (study.covariates.length === 0) {
    throw fail('EFFECTS_OPTION_MISSING', { method: options.method, option: 'adjustFor' })
  }
  const finding = yield* estimatorFor(options).estimate(study)
  const { effects, scores, expected } = finding
  if (!effects || !scores || !expected) throw fail('EFFECTS_NO_EFFECTS_BY_ROW', { method: options.method })
  const { alpha, seed } = options
  // What is tested against a row's score must not have learnt from it.
  const unseen = finding.forecasts ?? effects
  const { forecasts, standing } = yield* standingOf(study, { ...finding, effects: unseen, expected })
  const rank = yield* rankWeightedEffects(scores, standing, seed, study)
  const effectErrors =
    finding.effectErrors ??
    (errorsByRow ? yield* effectErrorsByHalves(study) : new Float64Array(study.rows).fill(Number.NaN))
  const importance = yield* importanceOf(study, effects, finding.details?.importance)
  return {
    method: options.method,
    n: study.rows,
    estimand: finding.estimand,
    arms: armsCompared(study),
    average: {
      estimate: finding.estimate,
      standardError: finding.standardError,
      confidenceInterval: intervalOf(finding.estimate, finding.standardError, alpha),
    },
    effects: inTableOrder(table, study, effects),
    standardErrors: inTableOrder(table, study, effectErrors),
    scores: inTableOrder(table, study, scores),
    importance: importance
      .map((share, f) => ({ column: study.covariates[f].name, share }))
      .sort((a, b) => b.share - a.share),
    tree: surrogateTree(study.covariates, unseen, scores, alpha, study),
    groups: quantileGroups(forecasts, standing, scores, study),
    linearProjection: projection(study, scores),
    calibration: calibrationOf(study, { ...expected, effects: unseen }),
    rank: {
      ...rank,
      autocInterval: intervalOf(rank.autoc, rank.autocError, alpha),
      qiniInterval: intervalOf(rank.qini, rank.qiniError, alpha),
    },
    distribution: histogramOf(effects),
    warnings: [...study.warnings, ...(finding.warnings ?? []), ...otherArms(given, study)],
    provenance: provenanceOf(table, options, startedAt),
  }
}

function armsCompared({ treatment }: Study): EffectHeterogeneity['arms'] {
  if (treatment.kind !== 'arms') return null
  return { treated: treatment.levels[treatment.treated], control: treatment.levels[treatment.control] }
}

/** Says so where rows are in neither of the arms compared. */
function otherArms(given: Study, study: Study): Warning[] {
  const compared = armsCompared(study)
  if (!compared || given.rows === study.rows) return []
  const message = words('warning_other_arms', { count: given.rows - study.rows, ...compared })
  return [{ code: 'OTHER_ARMS_LEFT_OUT', message }]
}

/** A forest's own shares of splits; of other learners, those of a forest grown on their effects. */
function* importanceOf(
  study: Study,
  effects: Float64Array,
  own: number | readonly number[] | undefined,
): Steps<readonly number[]> {
  if (Array.isArray(own)) return own
  const binned = binnedCovariates(study)
  const forest = yield* growForest({
    binned,
    strategy: { kind: 'mean', y: effects },
    options: { ...forestDefaults, trees: 50, tried: binned.features, seed: study.options.seed },
    rows: Int32Array.from({ length: study.rows }, (_, i) => i),
    units: rowsTogether(study),
  })
  return [...featureShares(forest, binned.features)]
}

/** By row of the table; NaN for rows that were left out. */
function inTableOrder(table: Table, study: Study, values: Float64Array): Float64Array {
  const result = new Float64Array(table.rows).fill(Number.NaN)
  for (let i = 0; i < study.rows; i++) result[study.order[i]] = values[i]
  return result
}

/** Mean scores by fifth of the forecast effect, lowest first (Chernozhukov et al. 2018, sorted groups). */
function quantileGroups(
  forecasts: Float64Array,
  standing: Float64Array,
  scores: Float64Array,
  study: Study,
): EffectHeterogeneity['groups'] {
  const order = Int32Array.from({ length: standing.length }, (_, i) => i).sort(
    (a, b) => standing[a] - standing[b] || a - b,
  )
  return Array.from({ length: 5 }, (_, k) => {
    const rows = order.slice(Math.floor((k * order.length) / 5), Math.floor(((k + 1) * order.length) / 5))
    const { mean, error } = meanOf(scores, rows, study)
    const predicted = meanOf(forecasts, rows, study).mean
    return {
      group: k + 1,
      n: rows.length,
      predicted,
      estimate: mean,
      standardError: error,
      confidenceInterval: intervalOf(mean, error, study.options.alpha),
    }
  })
}

/** Scores on the covariates, with HC3 errors (Semenova and Chernozhukov 2021). */
function projection(study: Study, scores: Float64Array): EffectHeterogeneity['linearProjection'] {
  const x = withIntercept(centred(study.outcomeDesign.x, study))
  const fit = leastSquares(x, scores, study.weights)
  const covariance = coefficientCovariance(
    x,
    fit,
    study.clusters ? 'cluster' : 'hc3',
    study.weights,
    study.clusters?.codes,
  )
  return ['mean effect', ...study.outcomeDesign.names].map((term, j) => {
    const standardError = Math.sqrt(covariance.values[j * x.columns + j])
    const estimate = fit.coefficients[j]
    return { term, estimate, standardError, pValue: tPValue(estimate / standardError, fit.degreesOfFreedom) }
  })
}

/** Less the mean of those whom the rows stand for, so that the intercept is the mean effect. */
function centred(x: Matrix, study: Study): Matrix {
  const all = Int32Array.from({ length: x.rows }, (_, i) => i)
  return fromColumns(
    x.rows,
    Array.from({ length: x.columns }, (_, j) => {
      const column = columnOf(x, j)
      const { mean } = meanOf(column, all, { weights: study.weights })
      return column.map((value) => value - mean)
    }),
  )
}

/**
 * What is left of the outcome on the mean forecast and on each row's departure from it, both times what is left of the
 * treatment: 1 and 1 where they are calibrated (Chernozhukov et al. 2018; grf's test_calibration). The p-value is
 * one-sided, of no heterogeneity found.
 */
function calibrationOf(
  study: Study,
  forest: {
    treatment: Float64Array
    expectedTreatment: Float64Array
    expectedOutcome: Float64Array
    effects: Float64Array
  },
): EffectHeterogeneity['calibration'] {
  const n = study.rows
  const all = Int32Array.from({ length: n }, (_, i) => i)
  const { mean } = meanOf(forest.effects, all, study)
  const left = forest.treatment.map((value, i) => value - forest.expectedTreatment[i])
  const x = fromColumns(n, [
    left.map((value) => value * mean),
    left.map((value, i) => value * (forest.effects[i] - mean)),
  ])
  const y = study.outcome.map((value, i) => value - forest.expectedOutcome[i])
  const fit = leastSquares(x, y, study.weights)
  const covariance = coefficientCovariance(
    x,
    fit,
    study.clusters ? 'cluster' : 'hc3',
    study.weights,
    study.clusters?.codes,
  )
  const part = (j: number) => {
    const standardError = Math.sqrt(covariance.values[j * 2 + j])
    const t = fit.coefficients[j] / standardError
    const both = tPValue(t, fit.degreesOfFreedom)
    return { estimate: fit.coefficients[j], standardError, pValue: t > 0 ? both / 2 : 1 - both / 2 }
  }
  return { mean: part(0), differential: part(1) }
}

function histogramOf(effects: Float64Array): EffectHeterogeneity['distribution'] {
  const sorted = Float64Array.from(effects).sort()
  const range: Interval = [sorted[0], sorted[sorted.length - 1]]
  const counts = new Array<number>(40).fill(0)
  const width = (range[1] - range[0]) / counts.length || 1
  for (const value of effects) counts[Math.min(counts.length - 1, Math.floor((value - range[0]) / width))]++
  return {
    range,
    counts,
    quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map((share) => ({ share, effect: quantile(sorted, share) })),
  }
}
