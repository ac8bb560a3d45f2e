import { ones, type ParameterShape, zeros } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import type { Pass, Taped } from './pass.ts'

/** Added to the variance. */
export const layerNormEpsilon = 1e-5

export function layerNormParameters(name: string, width: number): ParameterShape[] {
  return [ones(`${name}.gain`, width), zeros(`${name}.shift`, width)]
}

export function layerNorm(pass: Pass, name: string, input: Pointer, width: number): Taped {
  const { kernels, scratch } = pass
  const positions = pass.rows * pass.length
  const gain = pass.weight(`${name}.gain`)
  const output = scratch.take(positions * width)
  const kept = scratch.take(positions * 2)
  const shift = pass.weight(`${name}.shift`)
  kernels.layerNormForward(positions, width, input, gain, shift, layerNormEpsilon, output, kept)
  return {
    output,
    backward: (gradient) => {
      kernels.layerNormBackward(
        ...([positions, width, input, gain, kept, gradient] as const),
        ...([pass.gradient(`${name}.gain`), pass.gradient(`${name}.shift`)] as const),
      )
      return gradient
    },
  }
}
