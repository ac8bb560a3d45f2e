import type { Pointer } from '../kernels/kernels.ts'
import { dropout } from '../layers/dropout.ts'
import { layerNorm, layerNormParameters } from '../layers/layer-norm.ts'
import { blockParameters, transformerBlock } from '../layers/transformer-block.ts'
import type { Network } from './network.ts'

/**
 * Self-attention over the sequence (SASRec, Kang and McAuley 2018; bidirectional as in BERT4Rec, Sun et al. 2019): learned
 * positions added to the items' vectors, blocks, a last normalisation.
 */
export function selfAttentionNetwork(causal: boolean): Network {
  return {
    order: 'sequence',
    objective: causal ? 'next' : 'masked',
    inputScale: ({ width }) => Math.sqrt(width),
    parameters: ({ width, layers, length }) => [
      { name: 'positions', rows: length, columns: width, start: { kind: 'normal', deviation: 0.02 } },
      ...Array.from({ length: layers }, (_, block) => blockParameters(`block${block}`, width)).flat(),
      ...layerNormParameters('last', width),
    ],
    encode: (pass, { width, layers, heads }, input) => {
      const { kernels, rows, length } = pass
      const each = length * width
      for (let row = 0; row < rows; row++) kernels.add(each, pass.weight('positions'), input + row * each * 4)
      const back = dropout(pass, input, rows * each)
      const blocks: ((gradient: Pointer) => Pointer)[] = []
      let at = input
      for (let block = 0; block < layers; block++) {
        const taped = transformerBlock(pass, `block${block}`, at, width, heads, causal)
        blocks.push(taped.backward)
        at = taped.output
      }
      const last = layerNorm(pass, 'last', at, width)
      return {
        output: last.output,
        backward: (gradient) => {
          const inward = blocks.reduceRight((g, step) => step(g), last.backward(gradient))
          back(inward)
          for (let row = 0; row < rows; row++) {
            kernels.add(each, inward + row * each * 4, pass.gradient('positions'))
          }
          return inward
        },
      }
    },
  }
}
