import { type Monitor, partOf } from '../../contract/monitor.ts'
import type { Passes } from './passes.ts'
import { inverseIfAny, squareInverse } from './square-matrix.ts'
import type { InfluencesAsked } from './user-influences.ts'
import type { Moments } from './user-moments.ts'

/** What every type does to one, as influences are asked for: `withDecay` where the decay was estimated beside the effects. */
export type Estimate = InfluencesAsked

/** Steps of the decays' own estimation, and the longest of them in proportion. */
const steps = { most: 6, longest: 0.3, settled: 0.003 } as const

/** Effects on every type, its decay given. Throws MODELS_EFFECTS_NOT_SEPARABLE. */
export async function effectsAt(
  decays: readonly number[],
  passes: Passes,
  monitor: Monitor,
): Promise<Estimate[]> {
  const { types } = passes
  const asked = [...new Set(decays)].map((decay) => ({
    decay,
    excited: [...decays.keys()].filter((type) => decays[type] === decay),
    effects: null,
  }))
  const moments = await passes.moments(asked, monitor)
  const solved = asked.flatMap(({ decay, excited }, at): Estimate[] => {
    const { design, response } = moments[at]
    const bread = squareInverse(design, types)
    return excited.map((type, column) => {
      const own = Float64Array.from({ length: types }, (_, a) => response[a * excited.length + column])
      return { decay, excited: type, effects: product(bread, own, types), withDecay: false, bread }
    })
  })
  return solved.sort((a, b) => a.excited - b.excited)
}

/**
 * Decays that are estimated by their own moments, beside the effects: Gauss–Newton steps from where they stand. A type for which decay
 * and effects cannot be told apart stays as it was.
 */
export async function refineDecays(
  given: readonly Estimate[],
  passes: Passes,
  monitor: Monitor,
): Promise<Estimate[]> {
  const found = [...given]
  let moving = [...given.keys()]
  for (let step = 0; step < steps.most && moving.length > 0; step++) {
    const moments = await momentsWithDecay(found, moving, passes, partOf(monitor, step / 8, (step + 1) / 8))
    const still: number[] = []
    for (const [at, index] of moving.entries()) {
      const change = newtonStep(found[index], moments[at], passes.types)
      if (change === null) {
        found[index] = given[index]
        continue
      }
      const { effects, decay } = found[index]
      const logDecay = change[passes.types]
      const share = Math.min(1, steps.longest / Math.abs(logDecay))
      found[index] = {
        ...found[index],
        decay: decay * Math.exp(share * logDecay),
        effects: effects.map((effect, a) => effect + share * change[a]),
        withDecay: true,
      }
      if (Math.abs(logDecay) >= steps.settled) still.push(index)
    }
    moving = still
  }
  const refined = [...found.keys()].filter((index) => found[index].withDecay)
  const moments = await momentsWithDecay(found, refined, passes, partOf(monitor, 0.75, 1))
  for (const [at, index] of refined.entries()) {
    found[index] = settled(found[index], moments[at], passes.types) ?? given[index]
  }
  return found
}

function momentsWithDecay(
  found: readonly Estimate[],
  which: readonly number[],
  passes: Passes,
  monitor: Monitor,
): Promise<Moments[]> {
  const asked = which.map((index) => {
    const { decay, excited, effects } = found[index]
    return { decay, excited: [excited], effects }
  })
  return passes.moments(asked, monitor)
}

/** How far effects and the decay's logarithm should move; null where the moments do not tell them apart. */
function newtonStep({ effects }: Estimate, moments: Moments, types: number): Float64Array | null {
  const inverse = inverseIfAny(moments.design, types + 1)
  return inverse === null ? null : product(inverse, restsAt(effects, moments, types, types + 1), types + 1)
}

/** Effects at the decay as it stands, with the bread there. */
function settled(estimate: Estimate, moments: Moments, types: number): Estimate | null {
  const size = types + 1
  const bread = inverseIfAny(moments.design, size)
  const design = Float64Array.from({ length: types * types }, (_, i) => {
    return moments.design[Math.floor(i / types) * size + (i % types)]
  })
  const inverse = inverseIfAny(design, types)
  if (bread === null || inverse === null) return null
  const change = product(inverse, restsAt(estimate.effects, moments, types, types), types)
  return { ...estimate, effects: estimate.effects.map((effect, a) => effect + change[a]), bread }
}

/** The first `count` moments at these effects. */
function restsAt(
  effects: Float64Array,
  { design, response }: Moments,
  types: number,
  count: number,
): Float64Array {
  return Float64Array.from({ length: count }, (_, row) => {
    let rest = response[row]
    for (let a = 0; a < types; a++) rest -= design[row * (types + 1) + a] * effects[a]
    return rest
  })
}

function product(matrix: Float64Array, vector: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, row) => {
    let sum = 0
    for (let a = 0; a < size; a++) sum += matrix[row * size + a] * vector[a]
    return sum
  })
}
