import { fail } from '../../../contract/errors.ts'
import type { DenseLayer } from '../../../ingest/sentence-model/sentence-settings.ts'
import { readTensors } from '../../saving/safetensors.ts'
import type { DenseWeights } from './sentence-kernel.ts'

/** The linear layers behind pooling, from their files. Throws MODELS_FILE_UNREADABLE, MODELS_SENTENCE_MODULE_UNSUPPORTED. */
export function denseWeights(
  layers: readonly DenseLayer[],
  files: readonly Uint8Array[],
): readonly DenseWeights[] {
  return layers.map(({ file, activation }, at) => {
    const { tensors } = readTensors(files[at], file)
    const weight = tensors.find(({ name }) => name === 'linear.weight')
    const bias = tensors.find(({ name }) => name === 'linear.bias')
    if (weight?.shape.length !== 2 || (bias !== undefined && bias.values.length !== weight.shape[0])) {
      throw fail('MODELS_SENTENCE_MODULE_UNSUPPORTED', { module: file })
    }
    const [outputs, inputs] = weight.shape
    return { inputs, outputs, weight: weight.values, bias: bias?.values ?? null, activation }
  })
}
