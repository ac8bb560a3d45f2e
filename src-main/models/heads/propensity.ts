import { fail } from '../../contract/errors.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import type { Calibration, Propensity, PropensityTask } from '../../contract/propensity.ts'
import { type Words, words } from '../../contract/words.ts'
import { columnOf, fromColumns } from '../../numeric/matrix.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { type ItemHistories, openEncoder } from '../apply-model.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import { type CalibrationCurve, calibratorOf, fitCalibration, suitableCalibration } from './calibrate.ts'
import type { EventLog } from './event-log.ts'
import { type FeaturePlan, firstEventFeatures, planFeatures, type UnitFeatures } from './first-events.ts'
import { fitHead, type HeadModel, logOddsOf } from './head-model.ts'
import { weightsOf } from './head-weights.ts'
import {
  eventsBefore,
  landmarkUnits,
  type PropensityUnit,
  sessionUnits,
  type UnitPart,
} from './propensity-units.ts'
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

/** A sequence model that is held in memory. */
export interface VectorEncoder {
  readonly width: number
  readonly encode: (histories: ItemHistories) => Float32Array
}

/** A fitted head as data: all that scoring other units takes. */
export interface PropensityHead extends HeadModel {
  readonly plan: FeaturePlan
  readonly calibration: CalibrationCurve
}

/** Of each outcome, in the part that fits the head, that calibrates it and that tests both. */
const needed = { fit: 10, calibrate: 5, test: 5 } as const

/**
 * A head (`fitHead`) on what was known as of each unit's time, calibrated on units that it did not see and tested on later ones.
 *
 * Throws MODELS_TARGET_MISSING, MODELS_TARGET_UNKNOWN, MODELS_HORIZON_NEEDED, MODELS_SESSION_GAP_NEEDED,
 * MODELS_TOO_FEW_OUTCOMES.
 */
export async function fitPropensity(
  log: EventLog,
  request: PropensityRequest,
  model: SavedModel | null,
  parallel: Parallel,
  monitor: Monitor,
): Promise<{ readonly answer: Omit<Propensity, 'saved'>; readonly head: PropensityHead }> {
  monitor.report(0, words('phase_reading_features'))
  const { units, excluded } = unitsOf(log, request)
  const plan = planFeatures(log)
  const counted = firstEventFeatures(log, units, plan)
  const { names, x } =
    model === null
      ? counted
      : await withModel(model, parallel, partOf(monitor, 0.1, 0.5), (encoder) =>
          withVectors(counted, log, units, encoder),
        )
  const part = (of: UnitPart) => units.flatMap((unit, row) => (unit.part === of ? [row] : []))
  const outcomes = (rows: readonly number[]) => Float64Array.from(rows, (row) => units[row].outcome)
  const [fit, held, test, open] = [part('fit'), part('calibrate'), part('test'), part('open')]
  checkOutcomes('fit', outcomes(fit))
  checkOutcomes('calibrate', outcomes(held))
  checkOutcomes('test', outcomes(test))
  monitor.report(0.5, words('phase_fitting_head'))
  const y = Float64Array.from(units, ({ outcome }) => outcome)
  const head = fitHead(x, y, Int32Array.from(fit), request.seed)
  monitor.check()
  const logits = logOddsOf(head, x)
  const logitsOf = (rows: readonly number[]) => Float64Array.from(rows, (row) => logits[row])
  const method =
    request.calibration === 'automatic'
      ? suitableCalibration(logitsOf(held), outcomes(held))
      : request.calibration
  const curve = fitCalibration(method, logitsOf(held), outcomes(held))
  const calibrator = calibratorOf(curve)
  const plain = calibratorOf({ kind: 'none' })
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
  const answer = {
    task: request.task,
    units: counts,
    excluded,
    baseRate: rate,
    calibration: method,
    uncalibrated: qualityOfProbabilities(logitsOf(test).map(plain), outcomes(test)),
    calibrated,
    baseline,
    reliability: reliabilityBins(tested, outcomes(test)),
    weights: weightsOf(head, names, x, fit),
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
  return {
    answer,
    head: { plan, ...head, calibration: curve },
  }
}

/** As `fitPropensity`, the answer alone. */
export async function propensity(
  ...asked: Parameters<typeof fitPropensity>
): Promise<Omit<Propensity, 'saved'>> {
  return (await fitPropensity(...asked)).answer
}

/**
 * A head's probability for users as of moments, from events before each: not a number where a user had none within `horizon` before,
 * as such users taught it nothing. The log has the head's columns; `encoder` is of the sequence
 * model that it was fitted with.
 */
export function scoreUsers(
  head: PropensityHead,
  log: EventLog,
  horizon: number,
  moments: readonly { readonly user: number; readonly asOf: number }[],
  encoder: VectorEncoder | null,
): Float64Array {
  const scores = new Float64Array(moments.length).fill(Number.NaN)
  const units: ScoredUnit[] = []
  const rows: number[] = []
  for (const [row, { user, asOf }] of moments.entries()) {
    const { cut, recent } = eventsBefore(log, user, asOf, horizon)
    if (recent.length === 0) continue
    rows.push(row)
    units.push({ user, asOf, cut, recent })
  }
  if (units.length === 0) return scores
  const counted = firstEventFeatures(log, units, head.plan)
  const { x } = encoder === null ? counted : withVectors(counted, log, units, encoder)
  const calibrator = calibratorOf(head.calibration)
  const logits = logOddsOf(head, x)
  for (const [at, row] of rows.entries()) scores[row] = calibrator(logits[at])
  return scores
}

async function withModel<T>(
  model: SavedModel,
  parallel: Parallel,
  monitor: Monitor,
  work: (encoder: VectorEncoder) => T,
): Promise<T> {
  const { encode, close } = openEncoder(model, parallel, monitor)
  try {
    return work({ width: model.architecture.width, encode })
  } finally {
    await close()
  }
}

type ScoredUnit = Pick<PropensityUnit, 'user' | 'asOf' | 'cut' | 'recent'>

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
function withVectors(
  { names, x }: UnitFeatures,
  log: EventLog,
  units: readonly ScoredUnit[],
  { width, encode }: VectorEncoder,
): UnitFeatures {
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
  const vectors = encode({ item: item.filter((code) => code >= 0), from, to })
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

function warningsOf(rarer: number, useless: boolean): Words[] {
  return [
    ...(rarer < 30 ? [words('warning_calibration_small', { outcomes: rarer })] : []),
    ...(useless ? [words('warning_no_better_than_base_rate')] : []),
  ]
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
