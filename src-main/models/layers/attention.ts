import { type ParameterShape, padded } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { dense, denseParameters } from './dense.ts'
import { applyDropout, dropoutThreshold } from './dropout.ts'
import type { Pass, Taped } from './pass.ts'
import { rotaryPositions } from './rotary-positions.ts'

/** What decides how positions are mixed. */
export interface AttentionSettings {
  readonly width: number
  readonly heads: number
  readonly causal: boolean
  readonly rotary: boolean
}

export function attentionParameters(name: string, width: number): ParameterShape[] {
  return [
    ...denseParameters(`${name}.projections`, width, 3 * width),
    ...denseParameters(`${name}.output`, width, width),
  ]
}

/**
 * Scaled dot-product attention with heads (Vaswani et al. 2017, eq. 1) within each sequence, over positions in order of
 * sequence. A position sees those up to its own where `causal`, else every position that holds something.
 */
export function attention(
  pass: Pass,
  name: string,
  input: Pointer,
  { width, heads, causal, rotary }: AttentionSettings,
): Taped {
  const { scratch, rows, length } = pass
  const projected = dense(pass, `${name}.projections`, input, width, 3 * width)
  const turnBack = rotary ? rotaryPositions(pass, projected.output, width, heads) : () => undefined
  const mixed = scratch.take(rows * length * width)
  const attend = pass.kernels.attention === undefined ? headByHead : allHeads
  const back = attend(pass, projected.output, mixed, width, heads, causal)
  const output = dense(pass, `${name}.output`, mixed, width, width)
  return {
    output: output.output,
    backward: (gradient) => {
      const mixedGradient = output.backward(gradient)
      const projectedGradient = scratch.take(rows * length * 3 * width)
      back(mixedGradient, projectedGradient)
      turnBack(projectedGradient)
      return projected.backward(projectedGradient)
    },
  }
}

/** From the gradient of what was mixed to that of what was projected. */
type Back = (mixedGradient: Pointer, projectedGradient: Pointer) => void

function headByHead(
  pass: Pass,
  projected: Pointer,
  mixed: Pointer,
  width: number,
  heads: number,
  causal: boolean,
): Back {
  const { rows, length } = pass
  const head = width / heads
  const tapes: Back[] = []
  for (let row = 0; row < rows; row++) {
    for (let h = 0; h < heads; h++) {
      const query = (row * length * 3 * width + h * head) * 4
      const out = (row * length * width + h * head) * 4
      const keys = pass.lengths[row]
      const back = attendOnce(pass, projected + query, mixed + out, width, head, keys, causal)
      tapes.push((mixedGradient, projectedGradient) => back(mixedGradient + out, projectedGradient + query))
    }
  }
  return (mixedGradient, projectedGradient) => {
    for (const back of tapes) back(mixedGradient, projectedGradient)
  }
}

/** The same in a few kernels for all heads of all sequences. */
function allHeads(
  pass: Pass,
  projected: Pointer,
  mixed: Pointer,
  width: number,
  heads: number,
  causal: boolean,
): Back {
  const { scratch, rows, length, dropout: rate } = pass
  const attention = pass.kernels.attention!
  const across = padded(length)
  const squares = rows * heads * length * across
  const shape = {
    ...{ rows, length, width, heads, across, causal, scale: 1 / Math.sqrt(width / heads) },
    threshold: dropoutThreshold(rate),
    keep: 1 / (1 - rate),
  }
  const lengths = scratch.take(rows)
  const seeds = scratch.take(rows * heads)
  const weights = scratch.take(squares)
  const thinned = rate === 0 ? weights : scratch.take(squares)
  pass.write(
    lengths,
    Int32Array.from({ length: rows }, (_, row) => pass.lengths[row]),
  )
  pass.write(
    seeds,
    Int32Array.from({ length: rows * heads }, () => (rate === 0 ? 0 : pass.dropoutSeed())),
  )
  attention.forward(shape, projected, mixed, weights, thinned, lengths, seeds)
  return (mixedGradient, projectedGradient) => {
    const gradient = scratch.take(squares)
    attention.backward(
      ...([shape, projected, weights, thinned, seeds] as const),
      ...([mixedGradient, gradient, projectedGradient] as const),
    )
  }
}

/** One head of one sequence. `projected` points at its first query; key and value stand `width` and 2·`width` floats on. */
function attendOnce(
  pass: Pass,
  projected: Pointer,
  mixed: Pointer,
  width: number,
  head: number,
  keys: number,
  causal: boolean,
): Back {
  const { kernels, scratch, length } = pass
  const across = padded(length)
  const stride = 12 * width
  const scale = 1 / Math.sqrt(head)
  const weights = scratch.take(length * across)
  const mark = scratch.mark()
  const panels = scratch.take(across * head)
  kernels.packTransposed(length, head, projected + 4 * width, stride, panels)
  kernels.matrixProduct(
    ...([length, across, head, projected, stride, 4] as const),
    ...([panels, 32, 32 * head, weights, 4 * across, false] as const),
  )
  scratch.release(mark)
  kernels.attentionWeights(length, across, weights, scale, keys, causal)
  const seed = pass.dropout === 0 ? 0 : pass.dropoutSeed()
  const thinned = () => {
    if (pass.dropout === 0) return weights
    const copy = scratch.take(length * across)
    kernels.copy(length * across, weights, copy)
    applyDropout(pass, copy, length * across, seed)
    return copy
  }
  kernels.matrixProduct(
    ...([length, head, length, thinned(), 4 * across, 4] as const),
    ...([projected + 8 * width, stride, 32, mixed, 4 * width, false] as const),
  )
  scratch.release(mark)

  return (mixedGradient, projectedGradient) => {
    const start = scratch.mark()
    kernels.matrixProduct(
      ...([length, head, length, thinned(), 4, 4 * across] as const),
      ...([mixedGradient, 4 * width, 32, projectedGradient + 8 * width, stride, false] as const),
    )
    const gradient = scratch.take(length * across)
    const values = scratch.take(across * head)
    kernels.packTransposed(length, head, projected + 8 * width, stride, values)
    kernels.matrixProduct(
      ...([length, across, head, mixedGradient, 4 * width, 4] as const),
      ...([values, 32, 32 * head, gradient, 4 * across, false] as const),
    )
    if (pass.dropout > 0) applyDropout(pass, gradient, length * across, seed)
    kernels.attentionWeightsBackward(length, across, weights, gradient, scale)
    kernels.matrixProduct(
      ...([length, head, length, gradient, 4 * across, 4] as const),
      ...([projected + 4 * width, stride, 32, projectedGradient, stride, false] as const),
    )
    kernels.matrixProduct(
      ...([length, head, length, gradient, 4, 4 * across] as const),
      ...([projected, stride, 32, projectedGradient + 4 * width, stride, false] as const),
    )
    scratch.release(start)
  }
}
