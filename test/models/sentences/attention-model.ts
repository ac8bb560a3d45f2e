import type { WrittenModel } from './onnx-writer.ts'
import { embedding, hidden, ids, mask, states } from './tiny-models.ts'

const heads = 2
const width = hidden / heads

/** Self-attention of two heads over the embeddings, what is masked being far out of reach; sides free or fixed. */
export function attentionModel(batch: number | string, length: number | string): WrittenModel {
  const shape = [batch, length]
  const whole = (name: string, values: readonly number[]) => ({
    ...{ name, values, shape: [values.length], type: 'int64' as const },
  })
  return {
    inputs: [
      { ...ids, shape },
      { ...mask, shape },
    ],
    outputs: [{ ...states, shape: [...shape, hidden] }],
    nodes: [
      { operator: 'Gather', inputs: ['embedding', 'input_ids'], outputs: ['x'] },
      { operator: 'Reshape', inputs: ['x', 'apart'], outputs: ['parts'] },
      { operator: 'Transpose', inputs: ['parts'], outputs: ['queries'], attributes: { perm: [0, 2, 1, 3] } },
      { operator: 'Transpose', inputs: ['parts'], outputs: ['keys'], attributes: { perm: [0, 2, 3, 1] } },
      { operator: 'MatMul', inputs: ['queries', 'keys'], outputs: ['products'] },
      { operator: 'Mul', inputs: ['products', 'scale'], outputs: ['scores'] },
      { operator: 'Cast', inputs: ['attention_mask'], outputs: ['ones'], attributes: { to: 1 } },
      { operator: 'Sub', inputs: ['ones', 'one'], outputs: ['missing'] },
      { operator: 'Mul', inputs: ['missing', 'far'], outputs: ['out'] },
      { operator: 'Unsqueeze', inputs: ['out', 'middle'], outputs: ['outOfReach'] },
      { operator: 'Add', inputs: ['scores', 'outOfReach'], outputs: ['masked'] },
      { operator: 'Softmax', inputs: ['masked'], outputs: ['weights'], attributes: { axis: -1 } },
      { operator: 'MatMul', inputs: ['weights', 'queries'], outputs: ['context'] },
      { operator: 'Transpose', inputs: ['context'], outputs: ['beside'], attributes: { perm: [0, 2, 1, 3] } },
      { operator: 'Reshape', inputs: ['beside', 'together'], outputs: ['last_hidden_state'] },
    ],
    tensors: [
      embedding,
      whole('apart', [0, 0, heads, width]),
      whole('together', [0, 0, hidden]),
      whole('middle', [1, 2]),
      { name: 'scale', shape: [], values: [1 / Math.sqrt(width)] },
      { name: 'one', shape: [], values: [1] },
      { name: 'far', shape: [], values: [1e9] },
    ],
  }
}

/** The same by its definition (Vaswani et al. 2017), queries, keys and values being the embeddings. */
export function attentionOf(x: readonly (readonly number[])[]): number[][] {
  return x.map((query) =>
    Array.from({ length: heads }, (_, head) => {
      const part = (row: readonly number[]) => row.slice(head * width, (head + 1) * width)
      const scores = x.map((key) =>
        part(query).reduce((sum, own, j) => sum + (own * part(key)[j]) / Math.sqrt(width), 0),
      )
      const weights = scores.map((score) => Math.exp(score - Math.max(...scores)))
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      return part(query).map((_, j) =>
        weights.reduce((sum, weight, at) => sum + (weight / total) * part(x[at])[j], 0),
      )
    }).flat(),
  )
}
