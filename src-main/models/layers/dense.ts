import { glorot, type ParameterShape, zeros } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import type { Taped, Workbench } from './pass.ts'

export function denseParameters(name: string, inputs: number, outputs: number): ParameterShape[] {
  return [glorot(`${name}.weight`, inputs, outputs), zeros(`${name}.bias`, outputs)]
}

/** y = x·W + b for every position, or for so many rows, with memory for `room` of them. */
export function dense(
  pass: Workbench,
  name: string,
  input: Pointer,
  inputs: number,
  outputs: number,
  positions = pass.rows * pass.length,
  room = positions,
): Taped {
  const { kernels, scratch } = pass
  const weight = pass.weight(`${name}.weight`)
  const output = scratch.take(room * outputs)
  kernels.repeatRow(positions, outputs, pass.weight(`${name}.bias`), output, 4 * outputs)
  kernels.matrixProduct(
    ...([positions, outputs, inputs, input, 4 * inputs, 4] as const),
    ...([weight, 4 * outputs, 32, output, 4 * outputs, true] as const),
  )
  return {
    output,
    backward: (gradient) => {
      addWeightGradient(pass, `${name}.weight`, input, inputs, gradient, outputs, 4 * outputs, positions)
      kernels.addRows(positions, outputs, gradient, 4 * outputs, pass.gradient(`${name}.bias`))
      const back = scratch.take(room * inputs)
      productWithTransposed(pass, positions, gradient, 4 * outputs, weight, inputs, outputs, back, false)
      return back
    },
  }
}

/** gradient of W += xᵀ·g over all positions; rows of g are `stride` bytes apart. */
export function addWeightGradient(
  pass: Workbench,
  name: string,
  input: Pointer,
  inputs: number,
  gradient: Pointer,
  outputs: number,
  stride: number,
  positions = pass.rows * pass.length,
): void {
  pass.kernels.matrixProduct(
    ...([inputs, outputs, positions, input, 4, 4 * inputs] as const),
    ...([gradient, stride, 32, pass.gradient(name), 4 * outputs, true] as const),
  )
}

/** back = or += g·Wᵀ, W inputs×outputs. */
export function productWithTransposed(
  pass: Workbench,
  positions: number,
  gradient: Pointer,
  stride: number,
  weight: Pointer,
  inputs: number,
  outputs: number,
  back: Pointer,
  accumulate: boolean,
): void {
  const { kernels, scratch } = pass
  const mark = scratch.mark()
  const panels = scratch.take(inputs * outputs)
  kernels.packTransposed(inputs, outputs, weight, 4 * outputs, panels)
  kernels.matrixProduct(
    ...([positions, inputs, outputs, gradient, stride, 4] as const),
    ...([panels, 32, 32 * outputs, back, 4 * inputs, accumulate] as const),
  )
  scratch.release(mark)
}
