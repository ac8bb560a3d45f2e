/** Points of a curve over how many are treated, best first; both begin at 0. */
export interface Curve {
  readonly count: Float64Array
  readonly value: Float64Array
}

/**
 * Rows from the highest uplift to the lowest, in groups of equal uplift, with weights (how often a row counts) that a
 * bootstrap may change. Everything below works on such an order, so a resample costs one pass.
 */
export interface UpliftOrder {
  readonly rows: Int32Array
  /** Position after the last row of each group of ties. */
  readonly ends: Int32Array
}

export function upliftOrder(uplift: ArrayLike<number>): UpliftOrder {
  const rows = Int32Array.from({ length: uplift.length }, (_, i) => i).sort(
    (a, b) => uplift[b] - uplift[a] || a - b,
  )
  const ends: number[] = []
  for (let k = 0; k < rows.length; k++) {
    if (k + 1 === rows.length || uplift[rows[k + 1]] !== uplift[rows[k]]) ends.push(k + 1)
  }
  return { rows, ends: Int32Array.from(ends) }
}

interface Sample {
  readonly outcome: ArrayLike<number>
  readonly treatment: ArrayLike<number>
  readonly weights?: ArrayLike<number>
}

/**
 * `uplift`: (mean outcome of treated − of control) × rows, among the best so far. `qini`: outcomes of treated − those
 * of control × (treated rows / control rows). Both as scikit-uplift's uplift_curve and qini_curve (Devriendt et al.
 * 2020; Radcliffe 2007).
 */
export function upliftCurve(kind: 'uplift' | 'qini', order: UpliftOrder, sample: Sample): Curve {
  const { outcome, treatment, weights } = sample
  const count: number[] = [0]
  const value: number[] = [0]
  let treated = 0
  let control = 0
  let treatedSum = 0
  let controlSum = 0
  let from = 0
  for (const end of order.ends) {
    for (let k = from; k < end; k++) {
      const row = order.rows[k]
      const w = weights ? weights[row] : 1
      if (treatment[row] === 1) {
        treated += w
        treatedSum += w * outcome[row]
      } else {
        control += w
        controlSum += w * outcome[row]
      }
    }
    from = end
    const all = treated + control
    if (all === count[count.length - 1]) continue
    count.push(all)
    value.push(
      kind === 'qini'
        ? treatedSum - (control > 0 ? (controlSum * treated) / control : 0)
        : ((treated > 0 ? treatedSum / treated : 0) - (control > 0 ? controlSum / control : 0)) * all,
    )
  }
  return { count: Float64Array.from(count), value: Float64Array.from(value) }
}

/**
 * The curve of an order that knew every outcome: what normalised areas are a share of. For binary outcomes exactly
 * scikit-uplift's; for others rows are ordered by y where treated and −y where not.
 */
export function perfectCurve(kind: 'uplift' | 'qini', sample: Sample): Curve {
  const { outcome, treatment } = sample
  const n = outcome.length
  const binary = Array.from(outcome).every((value) => value === 0 || value === 1)
  const order = new Float64Array(n)
  if (kind === 'uplift' && binary) {
    let controlResponders = 0
    let treatedOthers = 0
    for (let i = 0; i < n; i++) {
      if (treatment[i] === 1 && outcome[i] === 0) treatedOthers++
      if (treatment[i] === 0 && outcome[i] === 1) controlResponders++
    }
    const rest = controlResponders > treatedOthers ? outcome : treatment
    for (let i = 0; i < n; i++) order[i] = 2 * (outcome[i] === treatment[i] ? 1 : 0) + rest[i]
  } else {
    for (let i = 0; i < n; i++) order[i] = treatment[i] === 1 ? outcome[i] : -outcome[i]
  }
  return upliftCurve(kind, upliftOrder(order), sample)
}

/** Area between a curve and the straight line to its end: what the order adds to treating at random. */
export function areaAboveRandom({ count, value }: Curve): number {
  let area = 0
  for (let k = 1; k < count.length; k++) area += ((value[k] + value[k - 1]) / 2) * (count[k] - count[k - 1])
  const last = count.length - 1
  return area - (count[last] * value[last]) / 2
}

/** Mean outcome of an arm, the variance of that mean, p (1 − p)/n of a share, and its rows (scikit-uplift's response rate). */
export function responseRate(outcomes: ArrayLike<number>): { rate: number; variance: number; n: number } {
  const n = outcomes.length
  const rate = Array.from(outcomes).reduce((sum, value) => sum + value, 0) / n
  const squares = Array.from(outcomes).reduce((sum, value) => sum + (value - rate) ** 2, 0)
  return { rate, variance: squares / n / n, n }
}
