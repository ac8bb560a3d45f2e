import type { Pointer } from '../kernels/kernels.ts'
import { dense, denseParameters } from '../layers/dense.ts'
import { dropout } from '../layers/dropout.ts'
import { gatedGraphParameters, gatedGraphStep } from '../layers/gated-graph.ts'
import { sessionGraphs } from '../layers/session-graph.ts'
import { softReadout, softReadoutParameters } from '../layers/soft-readout.ts'
import type { Network } from './network.ts'

/**
 * A gated graph network on each session's item graph with a soft attention readout (SR-GNN, Wu et al. 2019), for every prefix
 * of a sequence in one pass; `layers` is the number of propagations. Dropout on the items' vectors and on what is read out.
 */
export const sessionGraphNetwork: Network = {
  order: 'sequence',
  objective: 'next',
  shapedBy: ['layers'],
  inputScale: () => 1,
  parameters: ({ width, layers }) => [
    ...Array.from({ length: layers }, (_, step) => gatedGraphParameters(`step${step}`, width)).flat(),
    ...softReadoutParameters('readout', width),
    ...denseParameters('output', 2 * width, width),
  ],
  encode: (pass, { width, layers }, input) => {
    const positions = pass.rows * pass.length
    const graphs = sessionGraphs(pass.rows, pass.length, layers, pass.code)
    const inputBack = dropout(pass, input, positions * width)
    const steps: ((gradient: Pointer) => Pointer)[] = []
    let at = input
    let rows = positions
    for (const [step, propagation] of graphs.propagations.entries()) {
      const taped = gatedGraphStep(pass, `step${step}`, step, at, rows, width, propagation)
      steps.push(taped.backward)
      at = taped.output
      rows = propagation.versions
    }
    const read = softReadout(pass, 'readout', at, rows, width, layers, graphs)
    const readBack = dropout(pass, read.output, positions * 2 * width)
    const output = dense(pass, 'output', read.output, 2 * width, width)
    return {
      output: output.output,
      backward: (gradient) => {
        const inner = output.backward(gradient)
        readBack(inner)
        const back = steps.reduceRight((g, step) => step(g), read.backward(inner))
        inputBack(back)
        return back
      },
    }
  },
}
