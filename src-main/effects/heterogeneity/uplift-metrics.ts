import { fail } from '../../contract/errors.ts'
import { type Monitor, silent } from '../../contract/monitor.ts'
import type { UpliftMetrics, UpliftMetricsParams } from '../../contract/uplift-metrics.ts'
import { words } from '../../contract/words.ts'
import { quantile } from '../../numeric/quantile.ts'
import { random } from '../../numeric/random.ts'
import {
  areaAboveRandom,
  type Curve,
  perfectCurve,
  responseRate,
  upliftCurve,
  upliftOrder,
} from './uplift-curves.ts'

const repetitions = 200

/** As of a table's columns (`prepare-study.ts`). */
const largest = 1e75

/**
 * Qini and AUUC of predicted uplift, normalised by the best order there could have been, with a bootstrap interval of
 * the Qini. `qiniRaw` and `auucRaw` are the areas above treating at random.
 * @throws EFFECTS_LENGTHS_DIFFER, EFFECTS_UPLIFT_ARMS, EFFECTS_INFINITE_VALUES; EFFECTS_OUTCOME_CONSTANT and
 *   EFFECTS_UPLIFT_ALIKE where no order is better than another
 */
export function upliftMetrics(params: UpliftMetricsParams, monitor: Monitor = silent): UpliftMetrics {
  const { uplift, alpha, seed } = params
  const n = params.outcome.length
  const outcome = Float64Array.from(params.outcome)
  const treatment = Float64Array.from(params.treatment, Number)
  if (treatment.length !== n || uplift.length !== n) {
    throw fail('EFFECTS_LENGTHS_DIFFER', { outcome: n, treatment: treatment.length, uplift: uplift.length })
  }
  const arms = [0, 1].map((arm) => outcome.filter((_, i) => treatment[i] === arm))
  if (arms[0].length + arms[1].length !== n || arms.some((arm) => arm.length === 0)) {
    throw fail('EFFECTS_UPLIFT_ARMS')
  }
  if (outcome.every((value) => value === outcome[0])) {
    throw fail('EFFECTS_OUTCOME_CONSTANT', { outcome: 'outcome' })
  }
  const beyond = outcome.filter((value) => Math.abs(value) > largest).length
  if (beyond > 0) throw fail('EFFECTS_INFINITE_VALUES', { column: 'outcome', rows: beyond })
  const order = upliftOrder(uplift)
  const sample = { outcome, treatment }
  const qiniCurve = upliftCurve('qini', order, sample)
  const auucCurve = upliftCurve('uplift', order, sample)
  const qiniRaw = areaAboveRandom(qiniCurve)
  const auucRaw = areaAboveRandom(auucCurve)
  const perfectQini = areaAboveRandom(perfectCurve('qini', sample))
  const perfectAuuc = areaAboveRandom(perfectCurve('uplift', sample))
  const rounding = 1e-12 * n * n * outcome.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (!(Math.min(Math.abs(perfectQini), Math.abs(perfectAuuc)) > rounding)) throw fail('EFFECTS_UPLIFT_ALIKE')
  const estimates: number[] = []
  for (let repetition = 0; repetition < repetitions; repetition++) {
    monitor.check()
    monitor.report(repetition / repetitions)
    const source = random(seed, 'uplift', repetition)
    const weights = new Float64Array(n)
    for (let i = 0; i < n; i++) weights[source.integer(n)]++
    const area = areaAboveRandom(upliftCurve('qini', order, { ...sample, weights }))
    if (Number.isFinite(area)) estimates.push(area / perfectQini)
  }
  const sorted = Float64Array.from(estimates).sort()
  return {
    qini: qiniRaw / perfectQini,
    auuc: auucRaw / perfectAuuc,
    qiniRaw,
    auucRaw,
    curve: thinned(qiniCurve, auucCurve, n),
    confidenceInterval: [quantile(sorted, alpha / 2), quantile(sorted, 1 - alpha / 2)],
    responseRates: { treated: responseRate(arms[1]), control: responseRate(arms[0]) },
    protocol: words('uplift_protocol', { rows: n, repetitions }),
  }
}

/** At most 101 points, the ends among them. */
function thinned(qini: Curve, uplift: Curve, n: number): UpliftMetrics['curve'] {
  const last = qini.count.length - 1
  const points = Math.min(last, 100)
  return Array.from({ length: points + 1 }, (_, k) => {
    const at = points === 0 ? 0 : Math.round((k * last) / points)
    return { share: qini.count[at] / n, qini: qini.value[at] / n, uplift: uplift.value[at] / n }
  })
}
