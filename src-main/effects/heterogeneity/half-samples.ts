import { kernel } from '../../numeric/parallel.ts'
import { random, shuffle } from '../../numeric/random.ts'
import { runHere, type Steps, spread } from '../../numeric/steps.ts'
import { estimatorOf } from '../estimators/table.ts'
import { recode, type Study } from '../study.ts'

const fewRows = 5000

/**
 * Standard errors of effects by row: the whole learner, nuisances included, learns again from random halves of the
 * units and is asked about every row. Half samples vary about the whole as the whole varies about what it estimates
 * (Politis, Romano and Wolf 1999, section 2.2); like every error of a smoothed effect they do not know its bias.
 */
export function* effectErrorsByHalves(study: Study): Steps<Float64Array> {
  const repetitions = study.options.repetitions ?? (study.rows <= fewRows ? 24 : 12)
  const tasks = Array.from({ length: repetitions }, (_, index) => index)
  const parts = (yield* spread(halfSampleEffects, study, tasks)).filter((part) => part.length > 0)
  return Float64Array.from({ length: study.rows }, (_, i) => {
    let mean = 0
    for (const part of parts) mean += part[i] / parts.length
    let squares = 0
    for (const part of parts) squares += (part[i] - mean) ** 2
    return Math.sqrt(squares / (parts.length - 1))
  })
}

/** Effects of every row as learnt from one half; empty where that half cannot be learnt from. */
export const halfSampleEffects = kernel(
  'effects/half-sample-effects',
  (study: Study, index: number): Float64Array => {
    const half = { ...study, learnFrom: halfOf(study, index) }
    try {
      return runHere(estimatorOf(study.options.method)!.estimate(half)).effects ?? new Float64Array(0)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      return new Float64Array(0)
    }
  },
)

/** 1 for the rows of half of the units. */
function halfOf(study: Study, index: number): Uint8Array {
  const { codes, count } =
    study.clusters ?? recode(study.units ?? Int32Array.from({ length: study.rows }, (_, i) => i))
  const drawn = shuffle(
    Int32Array.from({ length: count }, (_, unit) => unit),
    random(study.options.seed, 'half sample', index),
  )
  const chosen = new Uint8Array(count)
  for (let k = 0; k < count >> 1; k++) chosen[drawn[k]] = 1
  return Uint8Array.from(codes, (unit) => chosen[unit])
}
