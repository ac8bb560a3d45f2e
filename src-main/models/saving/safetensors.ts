import * as v from 'valibot'
import { fail } from '../../contract/errors.ts'

/** A named matrix of single-precision numbers. */
export interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** A named tensor of whole numbers of eight bits. */
export interface ByteTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Int8Array | Uint8Array
}

export interface TensorFile {
  readonly metadata: Readonly<Record<string, string>>
  readonly tensors: readonly Tensor[]
  readonly bytes?: readonly ByteTensor[]
}

/** A header larger than this is no header. */
const headerLimit = 256 * 1024 * 1024

/**
 * Tensors as safetensors, which other programs read too: eight bytes of header length, little-endian, the header in JSON, then
 * the numbers (github.com/huggingface/safetensors, "Format").
 */
export function writeTensors({ metadata, tensors, bytes: small = [] }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let at = 0
  const all = [...tensors, ...small]
  for (const { name, shape, values } of all) {
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [at, at + values.byteLength] }
    at += values.byteLength
  }
  const text = JSON.stringify(header)
  const plain = new TextEncoder().encode(text)
  const padding = (8 - (plain.length % 8)) % 8
  const bytes = new Uint8Array(8 + plain.length + padding + at).fill(0x20, 8, 8 + plain.length + padding)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(plain.length + padding), true)
  bytes.set(plain, 8)
  let to = 8 + plain.length + padding
  for (const { values } of all) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), to)
    to += values.byteLength
  }
  return bytes
}

/** Throws MODELS_FILE_UNREADABLE where the bytes are not whole safetensors of single precision or eight bits. */
export function readTensors(bytes: Uint8Array, path: string): TensorFile {
  const bad = () => fail('MODELS_FILE_UNREADABLE', { path })
  if (bytes.length < 8) throw bad()
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true))
  if (length > headerLimit || 8 + length > bytes.length) throw bad()
  const header = parseHeader(bytes.subarray(8, 8 + length))
  if (header === null) throw bad()
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + length, bytes.length - 8 - length)
  const tensors: Tensor[] = []
  const small: ByteTensor[] = []
  let metadata: Readonly<Record<string, string>> = {}
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      const said = v.safeParse(texts, entry)
      if (!said.success) throw bad()
      metadata = said.output
      continue
    }
    const parsed = v.safeParse(headerEntry, entry)
    if (!parsed.success) throw bad()
    const { dtype, shape, data_offsets: offsets } = parsed.output
    const [from, to] = offsets
    const count = shape.reduce((product, side) => product * side, 1)
    if (to - from !== sizes[dtype] * count || to > data.length) throw bad()
    const { buffer } = data.slice(from, to)
    if (dtype === 'F32') tensors.push({ name, shape, values: new Float32Array(buffer) })
    else small.push({ name, shape, values: dtype === 'I8' ? new Int8Array(buffer) : new Uint8Array(buffer) })
  }
  return { metadata, tensors, bytes: small }
}

/** Bytes of a number. */
const sizes = { F32: 4, I8: 1, U8: 1 } as const

function dtypeOf(values: Tensor['values'] | ByteTensor['values']): keyof typeof sizes {
  if (values instanceof Float32Array) return 'F32'
  return values instanceof Int8Array ? 'I8' : 'U8'
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const headerEntry = v.object({
  dtype: v.picklist(['F32', 'I8', 'U8']),
  shape: v.array(whole),
  data_offsets: v.tuple([whole, whole]),
})
const texts = v.record(v.string(), v.string())

function parseHeader(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
