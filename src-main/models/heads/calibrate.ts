import type { Calibration } from '../../contract/propensity.ts'
import { expit, fitGeneralisedLinear } from '../../numeric/generalised-linear.ts'
import { fromColumns, withIntercept } from '../../numeric/matrix.ts'
import { minimise } from './golden-section.ts'

/** From a log odds to a probability. */
export type Calibrator = (logit: number) => number

/** Fewer of either outcome than this give an isotonic curve more steps than they can bear. */
const isotonicNeeds = 200

/**
 * Makes probabilities mean what they say, from units that did not fit the head: `temperature` divides the log odds by one number
 * (Guo et al. 2017), `platt` also shifts them (Platt 1999), `isotonic` is any rising curve (Zadrozny and Elkan 2002).
 */
export function calibrate(method: Calibration, logits: Float64Array, outcome: Float64Array): Calibrator {
  if (method === 'temperature') {
    const temperature = Math.exp(
      minimise((log) => meanLoss(logits, outcome, Math.exp(log)), Math.log(0.05), Math.log(20)),
    )
    return (logit) => expit(logit / temperature)
  }
  if (method === 'platt') {
    const { coefficients, converged } = fitGeneralisedLinear(
      'logit',
      withIntercept(fromColumns(logits.length, [logits])),
      outcome,
    )
    // Outcomes that the head separates without fault leave no slope to estimate.
    return converged ? (logit) => expit(coefficients[0] + coefficients[1] * logit) : expit
  }
  return method === 'isotonic' ? isotonic(logits, outcome) : expit
}

/** What "automatic" stands for, by how many of the rarer outcome there are to go by. */
export function suitableCalibration(outcome: ArrayLike<number>): Calibration {
  let positives = 0
  for (let i = 0; i < outcome.length; i++) positives += outcome[i]
  return Math.min(positives, outcome.length - positives) >= isotonicNeeds ? 'isotonic' : 'platt'
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
function isotonic(logits: Float64Array, outcome: Float64Array): Calibrator {
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
  const at = blocks.map((block) => block.logit / block.count)
  const edge = 1 / (2 * logits.length)
  const level = blocks.map(({ sum, count }) => Math.min(Math.max(sum / count, edge), 1 - edge))
  return (logit) => {
    const above = at.findIndex((middle) => middle > logit)
    if (above <= 0) return level[above === 0 ? 0 : level.length - 1]
    const share = (logit - at[above - 1]) / (at[above] - at[above - 1])
    return level[above - 1] + share * (level[above] - level[above - 1])
  }
}
