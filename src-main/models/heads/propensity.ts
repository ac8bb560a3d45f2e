import { fail } from '../../contract/errors.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import type { Calibration, Propensity, PropensityTask } from '../../contract/propensity.ts'
import { type Words, words } from '../../contract/words.ts'
import { elasticNet } from '../../numeric/elastic-net.ts'
import { columnOf, fromColumns, type Matrix, takeRows, times } from '../../numeric/matrix.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { historyVectors } from '../apply-model.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import { calibrate, suitableCalibration } from './calibrate.ts'
import type { EventLog } from './event-log.ts'
import { firstEventFeatures, type UnitFeatures } from './first-events.ts'
import { landmarkUnits, type PropensityUnit, sessionUnits, type UnitPart } from './propensity-units.ts'
import { qualityOfProbabilities, reliabilityBins } from './reliability.ts'

export interface PropensityRequest {
  readonly task: PropensityTask
  readonly types?: readonly string[]
  readonly firstEvents: number
  readonly sessionGap?: number
  readonly horizon?: number
  readonly asOf?: number
  readonly calibration: Calibration | 'automatic'
  readonly seed: number
}

/** Of each outcome, in the part that fits the head, that calibrates it and that tests both. */
const needed = { fit: 10, calibrate: 5, test: 5 } as const

/**
 * A ridge logistic head (its penalty chosen by cross-validation) on what was known as of each unit's time, calibrated on units
 * that it did not see and tested on later ones.
 *
 * Throws MODELS_TARGET_MISSING, MODELS_TARGET_UNKNOWN, MODELS_HORIZON_NEEDED, MODELS_SESSION_GAP_NEEDED,
 * MODELS_TOO_FEW_OUTCOMES.
 */
export async function propensity(
  log: EventLog,
  request: PropensityRequest,
  model: SavedModel | null,
  parallel: Parallel,
  monitor: Monitor,
): Promise<Omit<Propensity, 'saved'>> {
  monitor.report(0, words('phase_reading_features'))
  const { units, excluded } = unitsOf(log, request)
  const counted = firstEventFeatures(log, units)
  const { names, x } =
    model === null
      ? counted
      : await withVectors(counted, log, units, model, parallel, partOf(monitor, 0.1, 0.5))
  const part = (of: UnitPart) => units.flatMap((unit, row) => (unit.part === of ? [row] : []))
  const outcomes = (rows: readonly number[]) => Float64Array.from(rows, (row) => units[row].outcome)
  const [fit, held, test, open] = [part('fit'), part('calibrate'), part('test'), part('open')]
  checkOutcomes('fit', outcomes(fit))
  checkOutcomes('calibrate', outcomes(held))
  checkOutcomes('test', outcomes(test))
  monitor.report(0.5, words('phase_fitting_head'))
  const fitted = takeRows(x, fit)
  const head = elasticNet(fitted, outcomes(fit), undefined, {
    family: 'logit',
    mixing: 0,
    penalties: 20,
    seed: request.seed,
  })
  monitor.check()
  const logits = times(x, head.coefficients).map((eta) => eta + head.intercept)
  const logitsOf = (rows: readonly number[]) => Float64Array.from(rows, (row) => logits[row])
  const method =
    request.calibration === 'automatic' ? suitableCalibration(outcomes(held)) : request.calibration
  const calibrator = calibrate(method, logitsOf(held), outcomes(held))
  const plain = calibrate('none', logitsOf(held), outcomes(held))
  const tested = logitsOf(test).map(calibrator)
  const [rate, fitRate] = [mean(outcomes(test)), mean(outcomes(fit))]
  const calibrated = qualityOfProbabilities(tested, outcomes(test))
  const baseline = qualityOfProbabilities(new Float64Array(test.length).fill(fitRate), outcomes(test))
  const scored = open.length > 0 ? open : test
  const rarer = Math.min(mean(outcomes(held)), 1 - mean(outcomes(held))) * held.length
  const counts = {
    fitted: fit.length,
    calibrated: held.length,
    tested: test.length,
    scored: scored.length,
  }
  return {
    task: request.task,
    units: counts,
    excluded,
    baseRate: rate,
    calibration: method,
    uncalibrated: qualityOfProbabilities(logitsOf(test).map(plain), outcomes(test)),
    calibrated,
    baseline,
    reliability: reliabilityBins(tested, outcomes(test)),
    weights: weightsOf(names, fitted, head.coefficients),
    scores: scored.map((row) => ({
      user: log.users[units[row].user],
      unit: units[row].name,
      probability: calibrator(logits[row]),
    })),
    protocol:
      request.task === 'in-session'
        ? words('protocol_propensity_session', { ...counts, first: request.firstEvents })
        : words('protocol_propensity_landmark', counts),
    warnings: warningsOf(Math.round(rarer), calibrated.logLoss >= baseline.logLoss),
  }
}

function unitsOf(log: EventLog, { task, types, firstEvents, sessionGap, horizon, asOf }: PropensityRequest) {
  if (types === undefined && task !== 'churn') throw fail('MODELS_TARGET_MISSING')
  const wanted = log.types.map((type) => types === undefined || types.includes(type))
  if (!wanted.includes(true)) {
    throw fail('MODELS_TARGET_UNKNOWN', { types: (types ?? []).join(', '), known: log.types.join(', ') })
  }
  if (task === 'in-session') {
    const gap = sessionGap ?? log.halfHour
    // A session column does not say how long a pause may be: only a gap that was asked for leaves sessions open.
    return sessionUnits(log, wanted, firstEvents, gap, log.session === null ? gap : (sessionGap ?? null))
  }
  if (horizon === undefined) throw fail('MODELS_HORIZON_NEEDED')
  const now = asOf ?? log.time.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY)
  return landmarkUnits(log, wanted, horizon, now, task === 'churn')
}

/** The sequence model's vector of each unit's user, from the items before the unit's cut; zeros where there is none. */
async function withVectors(
  { names, x }: UnitFeatures,
  log: EventLog,
  units: readonly PropensityUnit[],
  model: SavedModel,
  parallel: Parallel,
  monitor: Monitor,
): Promise<UnitFeatures> {
  const { width } = model.architecture
  const item = log.item!
  /** How many events before each have an item that the model knows. */
  const known = new Int32Array(item.length + 1)
  for (let at = 0; at < item.length; at++) known[at + 1] = known[at] + (item[at] >= 0 ? 1 : 0)
  const rows: number[] = []
  const [from, to]: [number[], number[]] = [[], []]
  for (const [row, unit] of units.entries()) {
    if (known[log.start[unit.user]] === known[unit.cut]) continue
    rows.push(row)
    from.push(known[log.start[unit.user]])
    to.push(known[unit.cut])
  }
  const vectors = await historyVectors(
    model,
    { item: item.filter((code) => code >= 0), from, to },
    parallel,
    monitor,
  )
  const columns = Array.from({ length: width }, () => new Float64Array(units.length))
  for (const [at, row] of rows.entries()) {
    for (let j = 0; j < width; j++) columns[j][row] = vectors[at * width + j]
  }
  const own = Array.from({ length: x.columns }, (_, j) => columnOf(x, j))
  return {
    names: [...names, ...columns.map((_, j) => words('feature_vector', { number: j + 1 }))],
    x: fromColumns(units.length, [...own, ...columns]),
  }
}

function checkOutcomes(part: keyof typeof needed, outcomes: Float64Array): void {
  const positives = outcomes.reduce((sum, outcome) => sum + outcome, 0)
  const negatives = outcomes.length - positives
  if (Math.min(positives, negatives) >= needed[part]) return
  throw fail('MODELS_TOO_FEW_OUTCOMES', { part, positives, negatives, needed: needed[part] })
}

/** Rounding leaves this much of a column that says nothing. */
const negligible = 1e-9

function weightsOf(names: readonly Words[], x: Matrix, coefficients: Float64Array) {
  return names
    .map((feature, j) => ({ feature, weight: coefficients[j] * deviation(columnOf(x, j)) }))
    .filter(({ weight }) => Math.abs(weight) > negligible)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .slice(0, 30)
}

function warningsOf(rarer: number, useless: boolean): Words[] {
  return [
    ...(rarer < 30 ? [words('warning_calibration_small', { outcomes: rarer })] : []),
    ...(useless ? [words('warning_no_better_than_base_rate')] : []),
  ]
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviation(values: Float64Array): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length)
}
