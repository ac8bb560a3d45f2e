import type { Pointer, SequenceShape } from '../kernels/kernels.ts'
import { addWeightGradient, productWithTransposed } from './dense.ts'
import type { Pass } from './pass.ts'

/** A step's gradient of the sums that the state entered; `replaces` where nothing of the carried gradient goes round them. */
interface StepGradient {
  readonly gradient: Pointer
  readonly stride: number
  readonly replaces: boolean
}

/**
 * Walks time backwards: `stepBack` turns the gradient of state t, `carried`, into that of the sums, which goes through the
 * state's weights (hidden×columns) to state t − 1, to which the gradient from above is added. `sums` is where those of a
 * simple layer are kept.
 */
export function carryBack(
  pass: Pass,
  cell: 'gru' | 'lstm' | 'rnn',
  shape: SequenceShape,
  gradient: Pointer,
  weight: Pointer,
  columns: number,
  sums: Pointer,
  stepBack: (t: number, carried: Pointer) => StepGradient,
): void {
  const { kernels, scratch, rows, length } = pass
  const { hidden } = shape
  const panels = scratch.take(hidden * columns)
  kernels.packTransposed(hidden, columns, weight, 4 * columns, panels)
  if (kernels.sequences !== undefined) {
    kernels.sequences.backward(cell, shape, panels, gradient, sums)
    return
  }
  const carried = scratch.take(rows * hidden)
  kernels.fill(rows * hidden, carried)
  for (let t = length - 1; t >= 0; t--) {
    kernels.add(rows * hidden, gradient + t * rows * 4 * hidden, carried)
    const step = stepBack(t, carried)
    if (t === 0) break
    kernels.matrixProduct(
      ...([rows, hidden, columns, step.gradient, step.stride, 4] as const),
      ...([panels, 32, 32 * columns, carried, 4 * hidden, !step.replaces] as const),
    )
  }
}

/** Adds the gradient of the inputs' weights and returns that of the inputs. Rows of `gates` are `stride` bytes apart. */
export function inputGradient(
  pass: Pass,
  name: string,
  input: Pointer,
  inputs: number,
  gates: Pointer,
  columns: number,
  stride: number,
): Pointer {
  const positions = pass.rows * pass.length
  addWeightGradient(pass, name, input, inputs, gates, columns, stride)
  const back = pass.scratch.take(positions * inputs)
  productWithTransposed(pass, positions, gates, stride, pass.weight(name), inputs, columns, back, false)
  return back
}
