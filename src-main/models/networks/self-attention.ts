import type { ParameterShape } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { dropout } from '../layers/dropout.ts'
import { layerNorm, layerNormParameters } from '../layers/layer-norm.ts'
import type { Pass } from '../layers/pass.ts'
import { blockParameters, transformerBlock } from '../layers/transformer-block.ts'
import type { Network } from './network.ts'

/**
 * Self-attention over the sequence (SASRec, Kang and McAuley 2018; bidirectional as in BERT4Rec, Sun et al. 2019): blocks over the
 * items' vectors, a last normalisation. Where an item stands is told by turning queries and keys (`rotary`: what counts is how
 * long ago something was, wherever the sequence was cut), else by learned positions added to the vectors.
 */
export function selfAttentionNetwork(causal: boolean): Network {
  return {
    order: 'sequence',
    objective: causal ? 'next' : 'masked',
    shapedBy: ['layers', 'heads'],
    inputScale: ({ width }) => Math.sqrt(width),
    parameters: ({ width, layers, length, rotary }) => [
      ...(rotary === true ? [] : [learnedPositions(length, width)]),
      ...Array.from({ length: layers }, (_, block) => blockParameters(`block${block}`, width)).flat(),
      ...layerNormParameters('last', width),
    ],
    encode: (pass, { width, layers, heads, rotary = false }, input) => {
      const { rows, length } = pass
      const each = length * width
      if (!rotary) addPositions(pass, each, input)
      const back = dropout(pass, input, rows * each)
      const blocks: ((gradient: Pointer) => Pointer)[] = []
      let at = input
      for (let block = 0; block < layers; block++) {
        const taped = transformerBlock(pass, `block${block}`, at, { width, heads, causal, rotary })
        blocks.push(taped.backward)
        at = taped.output
      }
      const last = layerNorm(pass, 'last', at, width)
      return {
        output: last.output,
        backward: (gradient) => {
          const inward = blocks.reduceRight((g, step) => step(g), last.backward(gradient))
          back(inward)
          if (!rotary) addPositionGradients(pass, each, inward)
          return inward
        },
      }
    },
  }
}

/** The positions' vectors, `each` floats, to every sequence: a device has them in one go. */
function addPositions({ kernels, rows, weight }: Pass, each: number, input: Pointer): void {
  const positions = weight('positions')
  if (kernels.addToRows !== undefined) kernels.addToRows(rows, each, positions, input)
  else for (let row = 0; row < rows; row++) kernels.add(each, positions, input + row * each * 4)
}

function addPositionGradients({ kernels, rows, gradient }: Pass, each: number, inward: Pointer): void {
  const sums = gradient('positions')
  if (kernels.addToRows !== undefined) kernels.addRows(rows, each, inward, 4 * each, sums)
  else for (let row = 0; row < rows; row++) kernels.add(each, inward + row * each * 4, sums)
}

function learnedPositions(length: number, width: number): ParameterShape {
  return { name: 'positions', rows: length, columns: width, start: { kind: 'normal', deviation: 0.02 } }
}
