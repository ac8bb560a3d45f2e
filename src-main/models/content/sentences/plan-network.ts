import { fail } from '../../../contract/errors.ts'
import type { PoolingMode } from '../../../contract/sentence-vectors.ts'
import type { OnnxHeader, OnnxValue } from '../../../ingest/sentence-model/onnx-header.ts'

export type InputRole = 'ids' | 'mask' | 'types' | 'positions'

export interface NetworkPlan {
  readonly inputs: readonly {
    readonly name: string
    readonly role: InputRole
    readonly type: 'int32' | 'int64' | 'float'
  }[]
  readonly output: string
  /** Numbers of the output's vectors; null where the model does not say. */
  readonly width: number | null
  /** Whether the output is one vector a text; null where only running it tells. */
  readonly own: boolean | null
  /** Texts of a batch and tokens of a text, where the model takes no others. */
  readonly rows: number | null
  readonly length: number | null
  /** Weights of few bits. */
  readonly quantised: boolean
  /** Whether numbers of a batch are rounded together, so that a text's vector would depend on those beside it. */
  readonly together: boolean
}

/** Under the names that transformers, sentence-transformers and the first BERT give them. */
const roles: Readonly<Record<string, InputRole>> = {
  input_ids: 'ids',
  input_word_ids: 'ids',
  attention_mask: 'mask',
  input_mask: 'mask',
  token_type_ids: 'types',
  input_type_ids: 'types',
  segment_ids: 'types',
  position_ids: 'positions',
}

const sentenceNames = ['sentence_embedding', 'sentence_embeddings', 'text_embeds', 'embeddings']
const tokenNames = ['last_hidden_state', 'token_embeddings', 'hidden_states']

/**
 * Which inputs are given what and which output is taken: one vector a text where the model gives it and no pooling is asked for, else
 * the vectors of the tokens.
 *
 * Throws MODELS_SENTENCE_NOT_TEXT, MODELS_SENTENCE_INPUT_UNKNOWN, MODELS_SENTENCE_NO_VECTOR.
 */
export function planNetwork(header: OnnxHeader, pooling: PoolingMode | undefined): NetworkPlan {
  const inputs = header.inputs.map(({ name, type }) => ({ name, role: roles[plain(name)], type }))
  const list = (values: readonly { readonly name: string }[]) => values.map(({ name }) => name).join(', ')
  const ids = header.inputs.find(({ name }) => roles[plain(name)] === 'ids')
  if (ids === undefined) throw fail('MODELS_SENTENCE_NOT_TEXT', { inputs: list(header.inputs) })
  const unknown = inputs.filter(({ role, type }) => role === undefined || !takes(role, type))
  if (unknown.length > 0) throw fail('MODELS_SENTENCE_INPUT_UNKNOWN', { inputs: list(unknown) })
  const output = outputOf(header.outputs, pooling !== undefined)
  if (output === null) throw fail('MODELS_SENTENCE_NO_VECTOR', { outputs: list(header.outputs) })
  const operators = [...header.operators]
  return {
    inputs: inputs as NetworkPlan['inputs'],
    output: output.name,
    width: output.shape?.at(-1) ?? null,
    own: output.shape === null ? null : output.shape.length === 2,
    rows: ids.shape?.[0] ?? null,
    length: ids.shape?.[1] ?? null,
    quantised: operators.some((name) => /quant|qlinear|qattention|matmul(integer|nbits)/i.test(name)),
    together: operators.some((name) => /^dynamicquantize|^qattention$/i.test(name)),
  }
}

function takes(role: InputRole, type: OnnxValue['type']): boolean {
  return type === 'int32' || type === 'int64' || (role === 'mask' && type === 'float')
}

function outputOf(outputs: readonly OnnxValue[], tokens: boolean): OnnxValue | null {
  const usable = outputs.filter(({ name, type, shape }) => {
    const rank = shape?.length ?? 3
    return (type === 'float' || type === 'float16') && !/logits/i.test(name) && (rank === 2 || rank === 3)
  })
  const called = (names: readonly string[]) => usable.find(({ name }) => names.includes(plain(name)))
  const ofTokens = called(tokenNames) ?? usable.find(({ shape }) => shape?.length === 3)
  const ofSentence = called(sentenceNames)
  if (tokens && ofTokens !== undefined) return ofTokens
  return ofSentence ?? ofTokens ?? usable[0] ?? null
}

/** Names that came from TensorFlow end in the number of the output. */
function plain(name: string): string {
  return name.replace(/:0$/, '')
}
