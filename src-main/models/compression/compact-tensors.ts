import type { CompressionSettings } from '../../contract/compression.ts'
import type { ByteTensor, Tensor, TensorFile } from '../saving/safetensors.ts'
import { isMatrix, prune } from './prune.ts'
import { quantise, restore } from './quantise.ts'

/** Suffixes of what stands for a matrix beside its values: which are not zero, one bit each, and the rows' scales. */
const suffix = { kept: '#kept', scales: '#scales' } as const

/** Tensors in fewer bytes: of a pruned matrix only what is not zero, of a quantised one bytes and scales. */
export function compactTensors(
  tensors: readonly Tensor[],
  settings: CompressionSettings,
): Pick<TensorFile, 'tensors' | 'bytes'> {
  const floats: Tensor[] = []
  const bytes: ByteTensor[] = []
  for (const tensor of tensors) {
    if (!isMatrix(tensor)) {
      floats.push(tensor)
      continue
    }
    const { name, shape } = tensor
    const values = prune(tensor.values, settings.prune)
    const isKept = (at: number) => settings.prune === 0 || values[at] !== 0
    if (settings.prune > 0) {
      bytes.push({
        name: `${name}${suffix.kept}`,
        shape: [Math.ceil(values.length / 8)],
        values: bitsOf(values),
      })
    }
    if (settings.quantise) {
      const { codes, scales } = quantise(values, shape[0])
      const kept = codes.filter((_, at) => isKept(at))
      bytes.push({ name, shape: settings.prune > 0 ? [kept.length] : shape, values: kept })
      floats.push({ name: `${name}${suffix.scales}`, shape: [shape[0]], values: scales })
    } else {
      const kept = values.filter((_, at) => isKept(at))
      floats.push({ name, shape: settings.prune > 0 ? [kept.length] : shape, values: kept })
    }
  }
  return { tensors: floats, bytes }
}

/** One tensor of a file, whole again; null where the file lacks it or what it has does not fit the shape. */
export function tensorFrom(
  file: TensorFile,
  name: string,
  rows: number,
  columns: number,
): Float32Array | null {
  const floatsOf = (wanted: string) => file.tensors.find((other) => other.name === wanted)
  const bytesOf = (wanted: string) => file.bytes?.find((other) => other.name === wanted)?.values
  const count = rows * columns
  const plain = floatsOf(name)
  const codes = bytesOf(name)
  const kept = bytesOf(`${name}${suffix.kept}`)
  const given = plain?.values ?? codes
  if (given === undefined) return null
  if (kept === undefined && plain !== undefined) {
    return plain.shape[0] === rows && plain.shape[1] === columns ? plain.values : null
  }
  if (kept === undefined ? given.length !== count : kept.length !== Math.ceil(count / 8)) return null
  const whole = plain === undefined ? new Int8Array(count) : new Float32Array(count)
  let next = 0
  for (let at = 0; at < count; at++) {
    if (kept === undefined || ((kept[at >> 3] >> (at & 7)) & 1) === 1) whole[at] = given[next++]
  }
  if (next !== given.length) return null
  if (whole instanceof Float32Array) return whole
  const scales = floatsOf(`${name}${suffix.scales}`)?.values
  return scales?.length === rows ? restore({ codes: whole, scales }) : null
}

function bitsOf(values: Float32Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(values.length / 8))
  for (let at = 0; at < values.length; at++) if (values[at] !== 0) bits[at >> 3] |= 1 << (at & 7)
  return bits
}
