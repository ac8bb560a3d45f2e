import type { Calibration } from '../../contract/propensity.ts'
import { expit, fitGeneralisedLinear } from '../../numeric/generalised-linear.ts'
import { fromColumns, withIntercept } from '../../numeric/matrix.ts'
import { minimise } from './golden-section.ts'

/** From a log odds to a probability. */
export type Calibrator = (logit: number) => number

/** Fewer of either outcome than this give an isotonic curve more steps than they can bear. */
const isotonicNeeds = 200

/** A calibrator as data: kept with its head. */
export type CalibrationCurve =
  | { readonly kind: 'none' }
  | { readonly kind: 'temperature'; readonly temperature: number }
  | { readonly kind: 'platt'; readonly intercept: number; readonly slope: number }
  /** Straight between points that rise, level beyond them. */
  | { readonly kind: 'isotonic'; readonly logits: readonly number[]; readonly levels: readonly number[] }

/**
 * Makes probabilities mean what they say, from units that did not fit the head: `temperature` divides the log odds by one number
 * (Guo et al. 2017), `platt` also shifts them (Platt 1999), `isotonic` is any rising curve (Zadrozny and Elkan 2002).
 */
export function fitCalibration(
  method: Calibration,
  logits: Float64Array,
  outcome: Float64Array,
): CalibrationCurve {
  if (method === 'temperature') {
    const temperature = Math.exp(
      minimise((log) => meanLoss(logits, outcome, Math.exp(log)), Math.log(0.05), Math.log(20)),
    )
    return { kind: 'temperature', temperature }
  }
  if (method === 'platt') {
    const { coefficients, converged } = fitGeneralisedLinear(
      'logit',
      withIntercept(fromColumns(logits.length, [logits])),
      outcome,
    )
    // Outcomes that the head separates without fault leave no slope to estimate, and what turns its order round is chance.
    return converged && coefficients[1] > 0
      ? { kind: 'platt', intercept: coefficients[0], slope: coefficients[1] }
      : { kind: 'none' }
  }
  return method === 'isotonic' ? isotonic(logits, outcome) : { kind: 'none' }
}

export function calibratorOf(curve: CalibrationCurve): Calibrator {
  if (curve.kind === 'temperature') return (logit) => expit(logit / curve.temperature)
  if (curve.kind === 'platt') return (logit) => expit(curve.intercept + curve.slope * logit)
  if (curve.kind === 'none') return expit
  const { logits, levels } = curve
  return (logit) => {
    const above = logits.findIndex((middle) => middle > logit)
    if (above <= 0) return levels[above === 0 ? 0 : levels.length - 1]
    const share = (logit - logits[above - 1]) / (logits[above] - logits[above - 1])
    return levels[above - 1] + share * (levels[above] - levels[above - 1])
  }
}

/** Both at once. */
export function calibrate(method: Calibration, logits: Float64Array, outcome: Float64Array): Calibrator {
  return calibratorOf(fitCalibration(method, logits, outcome))
}

const folds = 10

/**
 * What "automatic" stands for: the calibration that loses least on tenths of the units which the others calibrate, where it loses less than
 * none does by more than the difference's standard error. One that is not needed only adds noise, and an isotonic curve is
 * asked for only where there are enough of the rarer outcome to bear its steps.
 */
export function suitableCalibration(logits: Float64Array, outcome: Float64Array): Calibration {
  const positives = outcome.reduce((sum, value) => sum + value, 0)
  const rarer = Math.min(positives, outcome.length - positives)
  const none = heldOutLosses('none', logits, outcome)
  const gains = (['temperature', 'platt', 'isotonic'] as const)
    .filter((method) => method !== 'isotonic' || rarer >= isotonicNeeds)
    .map((method) => ({ method, ...gainOver(none, heldOutLosses(method, logits, outcome)) }))
  const best = gains.reduce((most, own) => (own.mean > most.mean ? own : most))
  return best.mean > best.error ? best.method : 'none'
}

/** Of each unit. The outcomes are dealt out evenly, in order of the log odds, so that every tenth has its share of both. */
function heldOutLosses(method: Calibration, logits: Float64Array, outcome: Float64Array): Float64Array {
  const order = Int32Array.from(logits.keys()).sort(
    (a, b) => outcome[a] - outcome[b] || logits[a] - logits[b] || a - b,
  )
  const losses = new Float64Array(order.length)
  for (let fold = 0; fold < folds; fold++) {
    const learn = order.filter((_, at) => at % folds !== fold)
    const of = (values: Float64Array) => Float64Array.from(learn, (row) => values[row])
    const calibrator = calibrate(method, of(logits), of(outcome))
    for (let at = fold; at < order.length; at += folds) {
      const chance = calibrator(logits[order[at]])
      losses[order[at]] = -Math.log(Math.max(1e-12, outcome[order[at]] === 1 ? chance : 1 - chance))
    }
  }
  return losses
}

/** Mean and its standard error. */
function gainOver(
  none: Float64Array,
  losses: Float64Array,
): { readonly mean: number; readonly error: number } {
  const gains = none.map((loss, row) => loss - losses[row])
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length
  const squares = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares) / gains.length }
}

function meanLoss(logits: Float64Array, outcome: Float64Array, temperature: number): number {
  let sum = 0
  for (let i = 0; i < logits.length; i++) {
    const x = outcome[i] === 1 ? -logits[i] / temperature : logits[i] / temperature
    sum += Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))
  }
  return sum / logits.length
}

/**
 * Pool adjacent violators (Ayer et al. 1955), straight between the middles of its blocks, and never nearer to 0 or 1 than
 * half a unit of the whole.
 */
function isotonic(logits: Float64Array, outcome: Float64Array): CalibrationCurve {
  const order = Int32Array.from(logits.keys()).sort((a, b) => logits[a] - logits[b] || a - b)
  const blocks: { sum: number; count: number; logit: number }[] = []
  for (const row of order) {
    blocks.push({ sum: outcome[row], count: 1, logit: logits[row] })
    while (blocks.length > 1) {
      const [a, b] = blocks.slice(-2)
      if (a.sum / a.count < b.sum / b.count) break
      blocks.splice(-2, 2, { sum: a.sum + b.sum, count: a.count + b.count, logit: a.logit + b.logit })
    }
  }
  const edge = 1 / (2 * logits.length)
  return {
    kind: 'isotonic',
    logits: blocks.map((block) => block.logit / block.count),
    levels: blocks.map(({ sum, count }) => Math.min(Math.max(sum / count, edge), 1 - edge)),
  }
}
