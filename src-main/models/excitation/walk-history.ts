import type { EventHistories } from './event-histories.ts'

/**
 * One moment of a user's history. What is before it is known then. The first K regressors are the traces S_a = Σ β·e^(−β·age) over
 * earlier events of type a, the next K their derivatives with respect to ln β, Σ β·(1 − β·age)·e^(−β·age).
 */
export interface Moment {
  /** Since watching began. */
  age: number
  /** Until watching ends. */
  left: number
  readonly regressors: Float64Array
  /** Integrals of the regressors from the user's first event until now. */
  readonly past: Float64Array
  /** Events of each type that are still to come, this moment's own not among them. */
  readonly toCome: Float64Array
}

export function emptyMoment(types: number): Moment {
  return {
    age: 0,
    left: 0,
    regressors: new Float64Array(2 * types),
    past: new Float64Array(2 * types),
    toCome: new Float64Array(types),
  }
}

/** Nodes and weights of the four-point Gauss–Legendre rule on [0, 1]. */
const nodes = [0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970262]
const weights = [0.17392742256872692, 0.32607257743127305, 0.32607257743127305, 0.17392742256872692]

/**
 * Visits a user's time from their first event to the end: every later event with its type (just before it happens), and
 * between events the nodes of a quadrature, with their weights, on panels that widen as the traces fade.
 */
export function walkHistory(
  histories: EventHistories,
  user: number,
  decay: number,
  moment: Moment,
  onEvent: (moment: Moment, type: number) => void,
  onNode: (moment: Moment, weight: number) => void,
): void {
  const { time, type, start, begin, end, types } = histories
  const [from, to] = [start[user], start[user + 1]]
  const { regressors, past, toCome } = moment
  const count = types.length
  toCome.fill(0)
  for (let event = from; event < to; event++) toCome[type[event]]++
  // Σ e^(−β·age), Σ age·e^(−β·age) and the number of the events so far, of each type, just after the last one.
  const faded = new Float64Array(count)
  const aged = new Float64Array(count)
  const seen = new Float64Array(count)
  const place = (since: number, elapsed: number) => {
    const factor = Math.exp(-decay * elapsed)
    for (let a = 0; a < count; a++) {
      const left = faded[a] * factor
      const weighted = (aged[a] + elapsed * faded[a]) * factor
      regressors[a] = decay * left
      regressors[count + a] = decay * (left - decay * weighted)
      past[a] = seen[a] - left
      past[count + a] = decay * weighted
    }
    moment.age = since + elapsed - begin
    moment.left = end - since - elapsed
  }
  for (let event = from; event < to; event++) {
    const now = time[event]
    toCome[type[event]]--
    if (event > from) {
      place(time[event - 1], now - time[event - 1])
      onEvent(moment, type[event])
      for (let a = 0; a < count; a++) {
        faded[a] = regressors[a] / decay
        aged[a] = past[count + a] / decay
      }
    }
    faded[type[event]]++
    seen[type[event]]++
    const gap = (event + 1 < to ? time[event + 1] : end) - now
    let panel = 0.5 / decay
    for (let done = 0; gap - done > 1e-12 * gap; panel *= 2) {
      const width = Math.min(panel, gap - done)
      for (let q = 0; q < 4; q++) {
        place(now, done + width * nodes[q])
        onNode(moment, width * weights[q])
      }
      done += width
    }
  }
}

/** Integral of every regressor from the user's first event to the end. */
export function integralsToEnd(histories: EventHistories, user: number, decay: number): Float64Array {
  const { time, type, start, end, types } = histories
  const total = new Float64Array(2 * types.length)
  for (let event = start[user]; event < start[user + 1]; event++) {
    const age = end - time[event]
    const left = Math.exp(-decay * age)
    total[type[event]] += 1 - left
    total[types.length + type[event]] += decay * age * left
  }
  return total
}
