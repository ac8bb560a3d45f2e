import type { EventHistories } from './event-histories.ts'
import { gapNodesOf } from './gap-nodes.ts'
import { ownHistories } from './own-history.ts'

/**
 * Moments of one user, or of many added up, by rows: `design` size×size, instruments down and regressors across, `response`
 * size×T, instruments down and excited types across. Size is K, or K + 1 where a decay is estimated beside the effects.
 */
export interface Moments {
  readonly design: Float64Array
  readonly response: Float64Array
}

/** What moments are asked for: of these excited types, whose traces share a decay. */
export interface MomentsAsked {
  readonly decay: number
  readonly excited: readonly number[]
  /** Effects on the one excited type, where its decay is estimated too: as they are thought to be. */
  readonly effects: Float64Array | null
}

export function emptyMoments(types: number, { excited, effects }: MomentsAsked): Moments {
  const size = effects === null ? types : types + 1
  return { design: new Float64Array(size * size), response: new Float64Array(size * excited.length) }
}

/** Moments of several ranges of users together. */
export function momentsTogether(parts: readonly Moments[], types: number, asked: MomentsAsked): Moments {
  const sums = emptyMoments(types, asked)
  for (const { design, response } of parts) {
    for (let i = 0; i < design.length; i++) sums.design[i] += design[i]
    for (let i = 0; i < response.length; i++) sums.response[i] += response[i]
  }
  return sums
}

/** Forward deviations lose their meaning as nothing is left to average: their weight falls to 0 over this last share. */
export const lastShare = 0.1

/**
 * Adds a user's moments. With intensity λ_b(t) = μ_b + Σ_c α_cb·S_c(t), S the traces and μ_b the user's own base rate, the
 * increments dN_b − λ_b dt have mean 0 given the past. Deviations from the mean of what is to come take μ_b out
 * whatever it is; the instruments, regressors less the mean of what has been, are known at t, so the moment
 * Σ ∫ w·z(t)·[(dN_b − mean rate to come dt) − Σ_c α_cb (S_c − mean trace to come) dt] is 0 at the true α for any length of
 * history: no incidental parameters, no bias of order 1/T. The double filter of Hayakawa, Qi and Breitung (2019), in
 * continuous time. The decay goes with Σ_c α_cb·S_c's derivative by ln β as one regressor and instrument more.
 *
 * Between two events everything is a fixed vector times a function of time: s, what is left of each type's events, g, the same weighted
 * by age, n, how many there were, and the rest, the integral of the trace to come. So a gap costs a quadrature of a few
 * scalar functions and one update for the user's own types, whatever the number of nodes.
 */
export function momentsAdder(
  histories: EventHistories,
  { decay, excited, effects }: MomentsAsked,
): (user: number, into: Moments) => void {
  const { time, start, begin, end } = histories
  const types = histories.types.length
  const size = effects === null ? types : types + 1
  const targets = excited.length
  const own = ownHistories(histories, decay)
  const nodesOf = gapNodesOf(decay)
  const [s, g, n, rest, toCome] = Array.from({ length: 5 }, () => new Float64Array(types))
  const [alpha, slopeRow, slopeColumn] = Array.from({ length: 3 }, () => new Float64Array(types))
  const design = new Float64Array(types * types)
  const response = new Float64Array(types * targets)
  /** The excited types that the user has: their numbers, and their places among those asked for; places by number, −1 for others. */
  const mine = { count: 0, number: new Int32Array(targets), place: new Int32Array(targets) }
  const placeOf = new Int32Array(types).fill(-1)
  const placeByNumber = new Int32Array(types)
  for (const [place, code] of excited.entries()) placeOf[code] = place
  const ramp = lastShare * (end - begin)

  return (user, into) => {
    const { count, codes, type, whole, wholeSlope } = own(user)
    const [from, to] = [start[user], start[user + 1]]
    let wholeAlong = 0
    for (let a = 0; a < count; a++) {
      s[a] = g[a] = n[a] = toCome[a] = slopeRow[a] = slopeColumn[a] = 0
      rest[a] = whole[a]
      alpha[a] = effects === null ? 0 : effects[codes[a]]
      wholeAlong += alpha[a] * wholeSlope[a]
    }
    mine.count = 0
    for (let number = 0; number < count; number++) {
      const place = placeOf[codes[number]]
      placeByNumber[number] = place
      if (place < 0) continue
      mine.number[mine.count] = number
      mine.place[mine.count++] = place
    }
    design.fill(0, 0, count * count)
    response.fill(0, 0, count * targets)
    for (let event = from; event < to; event++) toCome[type[event - from]]++
    let [corner, slopeResponse] = [0, 0]

    for (let event = from; event < to; event++) {
      const now = time[event]
      const current = type[event - from]
      toCome[current]--
      if (event > from) {
        const gap = now - time[event - 1]
        const fade = Math.exp(-decay * gap)
        const age = now - begin
        const weight = age > 0 ? Math.min(1, (end - now) / ramp) : 0
        const place = placeByNumber[current]
        if (weight > 0 && place >= 0) {
          const zs = weight * fade * (decay + 1 / age)
          const zn = -weight / age
          for (let a = 0; a < count; a++) response[a * targets + place] += zs * s[a] + zn * n[a]
          if (effects !== null) {
            const ys = weight * decay * fade * (1 - decay * gap - gap / age)
            const yg = -weight * decay * fade * (decay + 1 / age)
            for (let a = 0; a < count; a++) slopeResponse += alpha[a] * (ys * s[a] + yg * g[a])
          }
        }
        for (let a = 0; a < count; a++) {
          g[a] = (g[a] + gap * s[a]) * fade
          s[a] *= fade
        }
      }
      s[current]++
      n[current]++
      rest[current]--

      const next = event + 1 < to ? time[event + 1] : end
      const nodes = nodesOf(next - now)
      let [ss, sr, ns, nr] = [0, 0, 0, 0]
      let [sy, ny, ys, yr, yy] = [0, 0, 0, 0, 0]
      let [alphaS, alphaG] = [0, 0]
      if (effects !== null) {
        for (let a = 0; a < count; a++) {
          alphaS += alpha[a] * s[a]
          alphaG += alpha[a] * g[a]
        }
      }
      for (let node = 0; node < nodes.count; node++) {
        const elapsed = nodes.elapsed[node]
        const fade = nodes.fade[node]
        const left = end - now - elapsed
        const perAge = 1 / (now + elapsed - begin)
        const perLeft = 1 / left
        const weight = left < ramp ? (nodes.weight[node] * left) / ramp : nodes.weight[node]
        const zs = weight * fade * (decay + perAge)
        const zn = -weight * perAge
        const ds = fade * (decay - perLeft)
        ss += zs * ds
        sr -= zs * perLeft
        ns += zn * ds
        nr -= zn * perLeft
        if (effects === null) continue
        const steep = decay * fade
        const flat = 1 - decay * elapsed
        const instrument = weight * steep * ((flat - elapsed * perAge) * alphaS - (decay + perAge) * alphaG)
        const regressor =
          steep * ((flat + elapsed * perLeft) * alphaS - (decay - perLeft) * alphaG) - perLeft * wholeAlong
        sy += zs * regressor
        ny += zn * regressor
        ys += instrument * ds
        yr -= instrument * perLeft
        yy += instrument * regressor
      }
      for (let a = 0; a < count; a++) {
        const ofS = s[a] * ss + n[a] * ns
        const ofRest = s[a] * sr + n[a] * nr
        const row = a * count
        for (let c = 0; c < count; c++) {
          design[row + c] += ofS * s[c] + ofRest * rest[c]
        }
        for (let t = 0; t < mine.count; t++) {
          response[a * targets + mine.place[t]] += ofRest * toCome[mine.number[t]]
        }
        slopeColumn[a] += s[a] * sy + n[a] * ny
        slopeRow[a] += ys * s[a] + yr * rest[a]
      }
      corner += yy
      if (effects !== null && mine.count > 0) slopeResponse += yr * toCome[mine.number[0]]
    }
    for (let a = 0; a < count; a++) {
      const down = codes[a]
      for (let c = 0; c < count; c++) into.design[down * size + codes[c]] += design[a * count + c]
      for (let t = 0; t < targets; t++) into.response[down * targets + t] += response[a * targets + t]
      if (effects === null) continue
      into.design[down * size + types] += slopeColumn[a]
      into.design[types * size + down] += slopeRow[a]
    }
    if (effects === null) return
    into.design[types * size + types] += corner
    into.response[types] += slopeResponse
  }
}
