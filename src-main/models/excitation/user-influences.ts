import type { EventHistories } from './event-histories.ts'
import { gapNodesOf } from './gap-nodes.ts'
import { ownHistories } from './own-history.ts'
import { lastShare } from './user-moments.ts'

/** The estimate of one type's excitation that influences are asked at. */
export interface InfluencesAsked {
  readonly decay: number
  readonly excited: number
  readonly effects: Float64Array
  readonly withDecay: boolean
  /** Inverse of the moments' design, square by rows, of size K, or K + 1 with the decay. */
  readonly bread: Float64Array
}

/**
 * What one user says of every effect on one type, K numbers each. With z̃ = bread × instruments, of which an effect's row makes its
 * estimate, and κ = bread's column over its own entry, by which all effects change along the line where one is thought different:
 */
export interface UserInfluences {
  /** ψ, the user's share of estimate less truth: ∫z̃·(dN − λ dt), base rates taken out. */
  readonly influence: Float64Array
  /** h, what ψ grows by as the effect is thought smaller by 1. All users' add up to 1. */
  readonly leverage: Float64Array
  /** ∫z̃²·λ dt: the variance of ψ that counts alone have, estimated as the moments are, whatever the base rates. */
  readonly variance: Float64Array
  /** What that grows by as the effect is thought greater by 1. */
  readonly growth: Float64Array
}

/** Reads one user after the other, each in the place of the one before. The gaps' quadrature is that of `momentsAdder`. */
export function influencesReader(
  histories: EventHistories,
  { decay, excited, effects, withDecay, bread }: InfluencesAsked,
): (user: number) => UserInfluences {
  const { time, start, begin, end } = histories
  const types = histories.types.length
  const size = withDecay ? types + 1 : types
  const own = ownHistories(histories, decay)
  const nodesOf = gapNodesOf(decay)
  const make = () => new Float64Array(types)
  const [influence, leverage, variance, growth] = [make(), make(), make(), make()]
  // By effect: z̃·s and z̃·n, κ·s and κ·rest; what the decay adds to z̃ and κ.
  const [zs, zn, ks, kr] = [make(), make(), make(), make()]
  const zy = make().map((_, a) => (withDecay ? bread[a * size + types] : 0))
  const ky = make().map((_, a) => (withDecay ? bread[types * size + a] / bread[a * size + a] : 0))
  /** κ by type and effect. */
  const along = new Float64Array(types * types)
  for (let c = 0; c < types; c++) {
    for (let a = 0; a < types; a++) along[c * types + a] = bread[c * size + a] / bread[a * size + a]
  }
  const column = new Float64Array(types * types)
  for (let c = 0; c < types; c++) for (let a = 0; a < types; a++) column[c * types + a] = bread[a * size + c]
  const ramp = lastShare * (end - begin)

  return (user) => {
    const { count, codes, type, whole, wholeSlope } = own(user)
    const [from, to] = [start[user], start[user + 1]]
    let [toCome, alphaS, alphaG, alphaRest, wholeAlong] = [0, 0, 0, 0, 0]
    for (const sums of [influence, leverage, variance, growth, zs, zn, ks, kr]) sums.fill(0)
    for (let number = 0; number < count; number++) {
      const code = codes[number]
      alphaRest += effects[code] * whole[number]
      wholeAlong += effects[code] * wholeSlope[number]
      for (let a = 0; a < types; a++) kr[a] += along[code * types + a] * whole[number]
    }
    for (let event = from; event < to; event++) if (codes[type[event - from]] === excited) toCome++

    for (let event = from; event < to; event++) {
      const now = time[event]
      const code = codes[type[event - from]]
      if (code === excited) toCome--
      if (event > from) {
        const gap = now - time[event - 1]
        const fade = Math.exp(-decay * gap)
        const age = now - begin
        const weight = age > 0 ? Math.min(1, (end - now) / ramp) : 0
        if (code === excited && weight > 0) {
          const ofS = weight * fade * (decay + 1 / age)
          const ofN = -weight / age
          const flat = 1 - decay * gap
          const ofDecay = weight * decay * fade * ((flat - gap / age) * alphaS - (decay + 1 / age) * alphaG)
          for (let a = 0; a < types; a++) influence[a] += ofS * zs[a] + ofN * zn[a] + ofDecay * zy[a]
        }
        alphaG = (alphaG + gap * alphaS) * fade
        alphaS *= fade
        for (let a = 0; a < types; a++) {
          zs[a] *= fade
          ks[a] *= fade
        }
      }
      alphaS += effects[code]
      alphaRest -= effects[code]
      const row = code * types
      for (let a = 0; a < types; a++) {
        zs[a] += column[row + a]
        zn[a] += column[row + a]
        ks[a] += along[row + a]
        kr[a] -= along[row + a]
      }

      const nodes = nodesOf((event + 1 < to ? time[event + 1] : end) - now)
      // Integrals of products: instruments s, n and y (the decay's); regressors S, R and Y; rate L.
      let [sL, nL, yL, ssL, snL, nnL, syL, nyL, yyL] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
      let [sS, sR, nS, nR, sY, nY, yS, yR, yY] = [0, 0, 0, 0, 0, 0, 0, 0, 0]
      let [ssS, ssR, snS, snR, nnS, nnR] = [0, 0, 0, 0, 0, 0]
      for (let node = 0; node < nodes.count; node++) {
        const elapsed = nodes.elapsed[node]
        const fade = nodes.fade[node]
        const width = nodes.weight[node]
        const left = end - now - elapsed
        const perAge = 1 / (now + elapsed - begin)
        const perLeft = 1 / left
        const weight = left < ramp ? left / ramp : 1
        const s = weight * fade * (decay + perAge)
        const n = -weight * perAge
        const regressor = fade * (decay - perLeft)
        const [S, R] = [width * regressor, -width * perLeft]
        const L = width * (perLeft * (toCome - alphaRest) + regressor * alphaS)
        sL += s * L
        nL += n * L
        ssL += s * s * L
        snL += s * n * L
        nnL += n * n * L
        sS += s * S
        sR += s * R
        nS += n * S
        nR += n * R
        ssS += s * s * S
        ssR += s * s * R
        snS += s * n * S
        snR += s * n * R
        nnS += n * n * S
        nnR += n * n * R
        if (!withDecay) continue
        const steep = decay * fade
        const flat = 1 - decay * elapsed
        const y = weight * steep * ((flat - elapsed * perAge) * alphaS - (decay + perAge) * alphaG)
        const Y =
          width *
          (steep * ((flat + elapsed * perLeft) * alphaS - (decay - perLeft) * alphaG) - perLeft * wholeAlong)
        yL += y * L
        syL += s * y * L
        nyL += n * y * L
        yyL += y * y * L
        sY += s * Y
        nY += n * Y
        yS += y * S
        yR += y * R
        yY += y * Y
      }
      for (let a = 0; a < types; a++) {
        const [s, n, y] = [zs[a], zn[a], zy[a]]
        const [S, R, Y] = [ks[a], kr[a], ky[a]]
        influence[a] -= s * sL + n * nL + y * yL
        leverage[a] +=
          S * (s * sS + n * nS + y * yS) + R * (s * sR + n * nR + y * yR) + Y * (s * sY + n * nY + y * yY)
        variance[a] += s * s * ssL + 2 * s * n * snL + n * n * nnL + 2 * y * (s * syL + n * nyL) + y * y * yyL
        growth[a] +=
          S * (s * s * ssS + 2 * s * n * snS + n * n * nnS) +
          R * (s * s * ssR + 2 * s * n * snR + n * n * nnR)
      }
    }
    return { influence, leverage, variance, growth }
  }
}
