import type { InferenceSession, Tensor } from 'onnxruntime-web'
import { fail } from '../../../contract/errors.ts'
import type { PoolingMode } from '../../../contract/sentence-vectors.ts'
import { kernel } from '../../../numeric/parallel.ts'
import { asModelError } from './model-errors.ts'
import type { InputRole, NetworkPlan } from './plan-network.ts'
import { poolTokens } from './pooling.ts'

/** A sentence model as threads share it. */
export interface SentenceNetwork {
  readonly plan: NetworkPlan
  readonly opset: number
  readonly model: Uint8Array
  readonly data: readonly { readonly path: string; readonly data: Uint8Array }[]
  readonly pooling: readonly PoolingMode[]
  /** Tokens at the beginning of every text that are not pooled. */
  readonly skipped: number
  readonly dense: readonly DenseWeights[]
  readonly normalise: boolean
  readonly padding: number
}

/** y = f(Wx + b), `weight` outputs × inputs. */
export interface DenseWeights {
  readonly inputs: number
  readonly outputs: number
  readonly weight: Float32Array
  readonly bias: Float32Array | null
  readonly activation: 'none' | 'tanh' | 'relu' | 'sigmoid'
}

/** Texts one behind the other. */
export interface SentenceBatch {
  readonly ids: Int32Array
  readonly lengths: Int32Array
}

export interface EncodedBatch {
  readonly width: number
  /** `width` numbers a text, not finite where the model gives none. */
  readonly vectors: Float32Array
  /** Whether the model's output was one vector a text. */
  readonly own: boolean
}

/** One session a thread: what a model of hundreds of megabytes is made ready for once. */
const sessions = new WeakMap<SentenceNetwork, Promise<OpenSession>>()

interface OpenSession {
  readonly session: InferenceSession
  readonly tensor: typeof Tensor
}

/**
 * Vectors of a batch of texts. A session runs on one thread and has the batch to itself, so that nothing depends on how many there are.
 *
 * Throws MODELS_SENTENCE_OPERATOR_UNSUPPORTED, MODELS_SENTENCE_TOKENIZER_MISMATCH, MODELS_SENTENCE_NO_VECTOR,
 * MODELS_SENTENCE_MODEL_FAILED.
 */
export const encodeSentences = kernel<SentenceNetwork, SentenceBatch, Promise<EncodedBatch>>(
  'models/encode-sentences',
  async (network, batch) => {
    let open = sessions.get(network)
    if (open === undefined) {
      open = openSession(network)
      sessions.set(network, open)
    }
    const { session, tensor } = await open
    const { plan } = network
    const rows = plan.rows ?? batch.lengths.length
    const length = plan.length ?? batch.lengths.reduce((most, own) => Math.max(most, own), 0)
    const feeds = Object.fromEntries(
      plan.inputs.map(({ name, role, type }) => {
        const values = inputValues(role, batch, rows, length, network.padding)
        const data =
          type === 'int64'
            ? BigInt64Array.from(values, BigInt)
            : type === 'float'
              ? Float32Array.from(values)
              : values
        return [name, new tensor(type === 'float' ? 'float32' : type, data, [rows, length])]
      }),
    )
    try {
      const found = await session.run(feeds, [plan.output], { logSeverityLevel: 4 })
      const output = found[plan.output]
      const vectors = vectorsOf(output, network, batch)
      output.dispose()
      return vectors
    } catch (error) {
      throw asModelError(error, network.opset)
    }
  },
)

async function openSession(network: SentenceNetwork): Promise<OpenSession> {
  // Fourteen megabytes of WebAssembly are read only where sentences are.
  const { InferenceSession, Tensor, env } = await import('onnxruntime-web')
  env.wasm.numThreads = 1
  env.logLevel = 'fatal'
  try {
    const session = await InferenceSession.create(network.model, {
      executionProviders: ['wasm'],
      graphOptimizationLevel: 'all',
      externalData: network.data.map(({ path, data }) => ({ path, data })),
      // Batches differ in shape: a plan of memory for each would only pile up.
      enableMemPattern: false,
      logSeverityLevel: 4,
    })
    return { session, tensor: Tensor }
  } catch (error) {
    throw asModelError(error, network.opset)
  }
}

/** Rows × length numbers, places from 0; rows without a text repeat the first, since no token at all is a case of its own for a model. */
function inputValues(
  role: InputRole,
  { ids, lengths }: SentenceBatch,
  rows: number,
  length: number,
  padding: number,
): Int32Array {
  const values = new Int32Array(rows * length).fill(role === 'ids' ? padding : 0)
  if (role === 'types') return values
  if (role === 'positions') return values.map((_, at) => at % length)
  for (let row = 0, at = 0; row < rows; row++) {
    const own = row < lengths.length ? lengths[row] : lengths[0]
    const from = row < lengths.length ? at : 0
    if (role === 'ids') values.set(ids.subarray(from, from + own), row * length)
    else values.fill(1, row * length, row * length + own)
    at += own
  }
  return values
}

function vectorsOf(output: Tensor, network: SentenceNetwork, { lengths }: SentenceBatch): EncodedBatch {
  const { dims } = output
  const states = numbersOf(output)
  const own = dims.length === 2
  const length = own ? 1 : dims[1]
  const size = dims[dims.length - 1]
  const fits = dims.length === 3 || own
  if (!fits || states.length < lengths.length * length * size || (!own && length < Math.max(...lengths))) {
    throw fail('MODELS_SENTENCE_NO_VECTOR', { outputs: `${network.plan.output} [${dims.join(', ')}]` })
  }
  const rows = Array.from(lengths, (tokens, row) => {
    const at = row * length * size
    if (own) return Float32Array.from(states.subarray(at, at + size))
    const { skipped } = network
    const pooled = poolTokens(network.pooling, {
      states,
      at,
      width: size,
      tokens,
      skipped: Math.min(skipped, tokens),
    })
    return network.dense.reduce(through, pooled)
  })
  const width = rows[0].length
  const vectors = new Float32Array(rows.length * width)
  for (const [row, vector] of rows.entries()) {
    vectors.set(network.normalise ? unit(vector) : vector, row * width)
  }
  return { width, vectors, own }
}

function through(x: Float32Array, { inputs, outputs, weight, bias, activation }: DenseWeights): Float32Array {
  if (x.length !== inputs)
    throw fail('MODELS_SENTENCE_MODULE_UNSUPPORTED', { module: `Dense: ${x.length} ≠ ${inputs}` })
  return Float32Array.from({ length: outputs }, (_, row) => {
    let sum = bias === null ? 0 : bias[row]
    for (let j = 0; j < inputs; j++) sum += weight[row * inputs + j] * x[j]
    if (activation === 'tanh') return Math.tanh(sum)
    if (activation === 'relu') return Math.max(0, sum)
    return activation === 'sigmoid' ? 1 / (1 + Math.exp(-sum)) : sum
  })
}

/** At unit length; a vector of zeros stays one. */
function unit(vector: Float32Array): Float32Array {
  let squares = 0
  for (const x of vector) squares += x * x
  return squares > 0 ? vector.map((x) => x / Math.sqrt(squares)) : vector
}

function numbersOf({ type, data }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data
  if (type === 'float16' && data instanceof Uint16Array) return Float32Array.from(data, fromHalf)
  return Float32Array.from(data as ArrayLike<number>)
}

/** IEEE 754, binary16. */
function fromHalf(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023]
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}
