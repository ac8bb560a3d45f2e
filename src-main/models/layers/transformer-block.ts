import type { ParameterShape } from '../architecture.ts'
import type { Pointer } from '../kernels/kernels.ts'
import { type AttentionSettings, attention, attentionParameters } from './attention.ts'
import { dense, denseParameters } from './dense.ts'
import { dropout } from './dropout.ts'
import { layerNorm, layerNormParameters } from './layer-norm.ts'
import type { Pass, Taped } from './pass.ts'

export function blockParameters(name: string, width: number): ParameterShape[] {
  return [
    ...layerNormParameters(`${name}.before-attention`, width),
    ...attentionParameters(`${name}.attention`, width),
    ...layerNormParameters(`${name}.before-feed`, width),
    ...denseParameters(`${name}.feed-in`, width, width),
    ...denseParameters(`${name}.feed-out`, width, width),
  ]
}

/**
 * x + attention(norm x), then x + feed(norm x): a transformer block with the normalisation first (Xiong et al. 2020), which
 * trains without a warm-up; the feed-forward part is as wide as the block (Kang and McAuley 2018, eq. 6).
 */
export function transformerBlock(
  pass: Pass,
  name: string,
  input: Pointer,
  settings: AttentionSettings,
): Taped {
  const { width } = settings
  const attended = residual(pass, input, width, () => {
    const norm = layerNorm(pass, `${name}.before-attention`, input, width)
    const mixed = attention(pass, `${name}.attention`, norm.output, settings)
    return { output: mixed.output, backward: (gradient) => norm.backward(mixed.backward(gradient)) }
  })
  const fed = residual(pass, attended.output, width, () => {
    const norm = layerNorm(pass, `${name}.before-feed`, attended.output, width)
    const inner = dense(pass, `${name}.feed-in`, norm.output, width, width)
    const count = pass.rows * pass.length * width
    pass.kernels.rectify(count, inner.output)
    const innerBack = dropout(pass, inner.output, count)
    const outer = dense(pass, `${name}.feed-out`, inner.output, width, width)
    return {
      output: outer.output,
      backward: (gradient) => {
        const back = outer.backward(gradient)
        innerBack(back)
        pass.kernels.rectifyBackward(count, inner.output, back)
        return norm.backward(inner.backward(back))
      },
    }
  })
  return { output: fed.output, backward: (gradient) => attended.backward(fed.backward(gradient)) }
}

/** input + dropout(branch), written over the branch's output. */
function residual(pass: Pass, input: Pointer, width: number, branch: () => Taped): Taped {
  const count = pass.rows * pass.length * width
  const taped = branch()
  const back = dropout(pass, taped.output, count)
  pass.kernels.add(count, input, taped.output)
  return {
    output: taped.output,
    backward: (gradient) => {
      const through = pass.scratch.take(count)
      pass.kernels.copy(count, gradient, through)
      back(through)
      pass.kernels.add(count, taped.backward(through), gradient)
      return gradient
    },
  }
}
