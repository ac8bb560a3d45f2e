/**
 * The behaviour graph's moments and estimates as they are defined: every node of every gap visited, every type's problem solved alone with passes
 * of its own, nothing shared. What tests hold the engine to and the benchmark measures it against.
 */
import type { EventHistories } from '../../src-main/models/excitation/event-histories.ts'
import { squareInverse, squareProduct } from '../../src-main/models/excitation/square-matrix.ts'

/** Nodes and weights of the four-point Gauss–Legendre rule on [0, 1]. */
const nodes = [0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970262]
const weights = [0.17392742256872692, 0.32607257743127305, 0.32607257743127305, 0.17392742256872692]
const lastShare = 0.1

interface Moment {
  time: number
  /** The traces, then their derivatives by ln β, by type; their integrals so far; events to come. */
  readonly regressors: Float64Array
  readonly past: Float64Array
  readonly toCome: Float64Array
}

/** Every event of a user after the first, just before it happens, and every node between events. */
function walk(
  { time, type, start, end, types }: EventHistories,
  user: number,
  decay: number,
  onEvent: (moment: Moment, type: number) => void,
  onNode: (moment: Moment, weight: number) => void,
): void {
  const count = types.length
  const [from, to] = [start[user], start[user + 1]]
  const make = (length: number) => new Float64Array(length)
  const moment = { time: 0, regressors: make(2 * count), past: make(2 * count), toCome: make(count) }
  const [faded, aged, seen] = [make(count), make(count), make(count)]
  for (let event = from; event < to; event++) moment.toCome[type[event]]++
  const place = (since: number, elapsed: number) => {
    const factor = Math.exp(-decay * elapsed)
    for (let a = 0; a < count; a++) {
      const left = faded[a] * factor
      const weighted = (aged[a] + elapsed * faded[a]) * factor
      moment.regressors[a] = decay * left
      moment.regressors[count + a] = decay * (left - decay * weighted)
      moment.past[a] = seen[a] - left
      moment.past[count + a] = decay * weighted
    }
    moment.time = since + elapsed
  }
  for (let event = from; event < to; event++) {
    const now = time[event]
    moment.toCome[type[event]]--
    if (event > from) {
      place(time[event - 1], now - time[event - 1])
      onEvent(moment, type[event])
      for (let a = 0; a < count; a++) {
        faded[a] = moment.regressors[a] / decay
        aged[a] = moment.past[count + a] / decay
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

function wholeOf(
  { time, type, start, end, types }: EventHistories,
  user: number,
  decay: number,
): Float64Array {
  const whole = new Float64Array(2 * types.length)
  for (let event = start[user]; event < start[user + 1]; event++) {
    const age = end - time[event]
    whole[type[event]] += 1 - Math.exp(-decay * age)
    whole[types.length + type[event]] += decay * age * Math.exp(-decay * age)
  }
  return whole
}

function watchedUsers({ users, start, time, end }: EventHistories): number[] {
  return [...Array(users).keys()].filter((user) => start[user + 1] > start[user] && end > time[start[user]])
}

function instrumentsAt({ begin, end }: EventHistories, { time, regressors, past }: Moment): Float64Array {
  const [age, left] = [time - begin, end - time]
  const weight = age > 0 ? Math.min(1, left / (lastShare * (end - begin))) : 0
  return regressors.map((x, a) => (weight === 0 ? 0 : weight * (x - past[a] / age)))
}

/** Of all users: `design` 2K×2K and `response` 2K×K, effects first, then what goes with the derivatives by ln β. */
export function plainMoments(histories: EventHistories, decay: number) {
  const types = histories.types.length
  const size = 2 * types
  const [design, response] = [new Float64Array(size * size), new Float64Array(size * types)]
  for (const user of watchedUsers(histories)) {
    const whole = wholeOf(histories, user, decay)
    walk(
      histories,
      user,
      decay,
      (at, type) => {
        const z = instrumentsAt(histories, at)
        for (let a = 0; a < size; a++) response[a * types + type] += z[a]
      },
      (at, weight) => {
        const z = instrumentsAt(histories, at)
        const left = histories.end - at.time
        for (let a = 0; a < size; a++) {
          for (let b = 0; b < types; b++) response[a * types + b] -= (weight * z[a] * at.toCome[b]) / left
          for (let b = 0; b < size; b++) {
            design[a * size + b] += weight * z[a] * (at.regressors[b] - (whole[b] - at.past[b]) / left)
          }
        }
      },
    )
  }
  return { design, response }
}

/** Design and response of the least-squares contrast, user means taken out. */
export function plainContrast(histories: EventHistories, decay: number) {
  const types = histories.types.length
  const [design, response] = [new Float64Array(types * types), new Float64Array(types * types)]
  for (const user of watchedUsers(histories)) {
    const span = histories.end - histories.time[histories.start[user]]
    const mean = wholeOf(histories, user, decay).map((total) => total / span)
    walk(
      histories,
      user,
      decay,
      ({ regressors }, type) => {
        for (let a = 0; a < types; a++) response[a * types + type] += regressors[a] - mean[a]
      },
      ({ regressors }, weight) => {
        for (let a = 0; a < types; a++) {
          const deviation = weight * (regressors[a] - mean[a])
          for (let c = 0; c < types; c++) design[a * types + c] += deviation * (regressors[c] - mean[c])
        }
      },
    )
  }
  return { design, response }
}

/** What user `user` says of the effects on one type: of each, ψ, h and ∫z̃²λ dt by their definitions, at these effects. */
export function plainInfluences(
  histories: EventHistories,
  user: number,
  {
    decay,
    excited,
    effects,
    bread,
  }: { decay: number; excited: number; effects: Float64Array; bread: Float64Array },
) {
  const types = histories.types.length
  const make = () => new Float64Array(types)
  const sums = { influence: make(), leverage: make(), variance: make(), growth: make() }
  const whole = wholeOf(histories, user, decay)
  const tilted = (at: Moment) => {
    const z = instrumentsAt(histories, at)
    return make().map((_, a) => effects.reduce((sum, _, c) => sum + bread[a * types + c] * z[c], 0))
  }
  walk(
    histories,
    user,
    decay,
    (at, type) => {
      if (type === excited) for (const [a, z] of tilted(at).entries()) sums.influence[a] += z
    },
    (at, weight) => {
      const left = histories.end - at.time
      const regressors = make().map((_, c) => at.regressors[c] - (whole[c] - at.past[c]) / left)
      const rate = at.toCome[excited] / left + effects.reduce((sum, own, c) => sum + own * regressors[c], 0)
      for (const [a, z] of tilted(at).entries()) {
        const along = effects.reduce(
          (sum, _, c) => sum + (bread[c * types + a] / bread[a * types + a]) * regressors[c],
          0,
        )
        sums.influence[a] -= weight * z * rate
        sums.leverage[a] += weight * z * along
        sums.variance[a] += weight * z * z * rate
        sums.growth[a] += weight * z * z * along
      }
    },
  )
  return sums
}

/** Effects on every type, with decays that are chosen from a grid and refined one type after the other: passes without anything shared. */
export function plainEffects(histories: EventHistories, logDecays: readonly number[]) {
  const types = histories.types.length
  const gains = logDecays.map((logDecay) => {
    const { design, response } = plainContrast(histories, Math.exp(logDecay))
    const explained = squareProduct(squareInverse(design, types), response, types)
    return histories.types.map((_, b) =>
      histories.types.reduce((sum, _, a) => sum + explained[a * types + b] * response[a * types + b], 0),
    )
  })
  return histories.types.map((_, excited) => {
    const own = gains.map((gain) => gain[excited])
    let logDecay = logDecays[own.indexOf(Math.max(...own))]
    for (let step = 0; ; step++) {
      const { design, response } = plainMoments(histories, Math.exp(logDecay))
      const block = design.filter((_, i) => i < 2 * types * types && i % (2 * types) < types)
      const inverse = squareInverse(block, types)
      const effects = Float64Array.from({ length: types }, (_, a) =>
        histories.types.reduce(
          (sum, _, c) => sum + inverse[a * types + c] * response[c * types + excited],
          0,
        ),
      )
      const change = decayStep(design, response, effects, excited, types)
      if (step === 6 || Math.abs(change) < 0.003) return { decay: Math.exp(logDecay), effects }
      logDecay += Math.max(-0.3, Math.min(0.3, change))
    }
  })
}

function decayStep(
  design: Float64Array,
  response: Float64Array,
  effects: Float64Array,
  excited: number,
  types: number,
): number {
  const weightsOf = (row: number) =>
    row < types ? [[row, 1]] : Array.from(effects, (effect, a) => [types + a, effect])
  const size = types + 1
  const projected = Float64Array.from({ length: size * size }, (_, i) => {
    let sum = 0
    for (const [row, down] of weightsOf(Math.floor(i / size))) {
      for (const [column, across] of weightsOf(i % size))
        sum += down * across * design[row * 2 * types + column]
    }
    return sum
  })
  const inverse = squareInverse(projected, size)
  let step = 0
  for (let row = 0; row < size; row++) {
    let own = 0
    for (const [a, weight] of weightsOf(row)) own += weight * response[a * types + excited]
    step += inverse[types * size + row] * own
  }
  return step
}
