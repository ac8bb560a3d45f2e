import type { ParameterShape } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { dense, denseParameters } from '../layers/dense.ts'
import { dropout } from '../layers/dropout.ts'
import type { Pass, Taped } from '../layers/pass.ts'
import type { Network } from './network.ts'

/** One kind of recurrent layer. */
export interface Cell {
  readonly parameters: (name: string, inputs: number, hidden: number) => readonly ParameterShape[]
  readonly layer: (pass: Pass, name: string, input: Pointer, inputs: number, hidden: number) => Taped
}

/**
 * Recurrent layers over the items' vectors, then one dense layer back to an item's width, so that the same vectors score the
 * next item (Hidasi et al. 2016; tied as in Tan et al. 2016). Dropout on what enters and leaves the layers.
 */
export function recurrentNetwork(cell: Cell): Network {
  return {
    order: 'time',
    objective: 'next',
    shapedBy: ['hidden', 'layers'],
    inputScale: () => 1,
    parameters: ({ width, hidden, layers }) => [
      ...Array.from({ length: layers }, (_, layer) =>
        cell.parameters(`layer${layer}`, layer === 0 ? width : hidden, hidden),
      ).flat(),
      ...denseParameters('output', hidden, width),
    ],
    encode: (pass, { width, hidden, layers }, input) => {
      const positions = pass.rows * pass.length
      const backs: ((gradient: Pointer) => Pointer)[] = []
      const drop = (x: Pointer, count: number) => {
        const apply = dropout(pass, x, count)
        backs.push((gradient) => {
          apply(gradient)
          return gradient
        })
      }
      let at = input
      let inputs = width
      drop(at, positions * width)
      for (let layer = 0; layer < layers; layer++) {
        const taped = cell.layer(pass, `layer${layer}`, at, inputs, hidden)
        backs.push(taped.backward)
        inputs = hidden
        at = pass.scratch.take(positions * hidden)
        pass.kernels.copy(positions * hidden, taped.output, at)
        drop(at, positions * hidden)
      }
      const output = dense(pass, 'output', at, hidden, width)
      backs.push(output.backward)
      return {
        output: output.output,
        backward: (gradient) => backs.reduceRight((back, step) => step(back), gradient),
      }
    },
  }
}
