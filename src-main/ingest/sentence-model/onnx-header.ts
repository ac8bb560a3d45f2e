import { closeSync, fstatSync, openSync } from 'node:fs'
import { fail } from '../../contract/errors.ts'
import { type Field, type ProtobufFile, protobufFile } from './protobuf.ts'

/** What a model takes or gives. */
export interface OnnxValue {
  readonly name: string
  readonly type: 'float' | 'float16' | 'int32' | 'int64' | 'other'
  /** Null where the model does not say; a side of null is free. */
  readonly shape: readonly (number | null)[] | null
}

/** An ONNX model without its numbers. */
export interface OnnxHeader {
  readonly inputs: readonly OnnxValue[]
  readonly outputs: readonly OnnxValue[]
  /** Files beside the model that hold some of its numbers. */
  readonly data: readonly string[]
  readonly operators: ReadonlySet<string>
  /** Version of the standard's operators. */
  readonly opset: number
}

/** Graphs within graphs, as in branches and loops. */
const deepest = 16

/**
 * Reads what a model takes, gives and needs (github.com/onnx/onnx, onnx.proto), skipping its weights: a few kilobytes of a file of any
 * size. Throws MODELS_SENTENCE_FILE_UNREADABLE.
 */
export function readOnnxHeader(path: string): OnnxHeader {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch {
    throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  }
  try {
    const { size } = fstatSync(descriptor)
    return headerOf(protobufFile(descriptor, size), size)
  } catch {
    throw fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: path })
  } finally {
    closeSync(descriptor)
  }
}

interface Gathered {
  readonly data: Set<string>
  readonly operators: Set<string>
}

const model = { opsets: 8, graph: 7, functions: 25 } as const
const graph = { nodes: 1, initializers: 5, inputs: 11, outputs: 12 } as const
const node = { operator: 4, attributes: 5 } as const
const functionProto = { nodes: 7 } as const
const attribute = { tensor: 5, graph: 6, tensors: 10, graphs: 11 } as const
const tensor = { name: 8, external: 13 } as const

function headerOf(file: ProtobufFile, size: number): OnnxHeader {
  const gathered: Gathered = { data: new Set(), operators: new Set() }
  let whole: Field | null = null
  let opset = 0
  for (const field of file.fields(0, size)) {
    if (field.number === model.graph) whole = field
    else if (field.number === model.opsets) opset = Math.max(opset, standardOpset(file, field))
    else if (field.number === model.functions) {
      for (const own of file.fields(field.from, field.to)) {
        if (own.number === functionProto.nodes) gatherNode(file, own, gathered, 0)
      }
    }
  }
  if (whole === null) throw new RangeError('the file holds no graph')
  const inputs: OnnxValue[] = []
  const outputs: OnnxValue[] = []
  const weights = gatherGraph(file, whole, gathered, 0, (field) => {
    if (field.number === graph.inputs) inputs.push(namedValue(file, field))
    if (field.number === graph.outputs) outputs.push(namedValue(file, field))
  })
  return {
    // Older models list their weights among the inputs.
    inputs: inputs.filter(({ name }) => !weights.has(name)),
    outputs,
    data: [...gathered.data],
    operators: gathered.operators,
    opset,
  }
}

/** 0 for operators of others than the standard. */
function standardOpset(file: ProtobufFile, { from, to }: Field): number {
  let [domain, version] = ['', 0]
  for (const field of file.fields(from, to)) {
    if (field.number === 1) domain = file.text(field)
    if (field.number === 2) version = field.value
  }
  return domain === '' || domain === 'ai.onnx' ? version : 0
}

/** Operators and files of a graph; returns the names of its weights. */
function gatherGraph(
  file: ProtobufFile,
  { from, to }: Field,
  gathered: Gathered,
  depth: number,
  also: (field: Field) => void = () => {},
): Set<string> {
  if (depth > deepest) throw new RangeError('graphs lie too deep within each other')
  const weights = new Set<string>()
  for (const field of file.fields(from, to)) {
    if (field.number === graph.nodes) gatherNode(file, field, gathered, depth)
    else if (field.number === graph.initializers) weights.add(gatherTensor(file, field, gathered))
    else also(field)
  }
  return weights
}

function gatherNode(file: ProtobufFile, { from, to }: Field, gathered: Gathered, depth: number): void {
  for (const field of file.fields(from, to)) {
    if (field.number === node.operator) gathered.operators.add(file.text(field))
    if (field.number !== node.attributes) continue
    for (const own of file.fields(field.from, field.to)) {
      if (own.number === attribute.graph || own.number === attribute.graphs) {
        gatherGraph(file, own, gathered, depth + 1)
      } else if (own.number === attribute.tensor || own.number === attribute.tensors) {
        gatherTensor(file, own, gathered)
      }
    }
  }
}

function gatherTensor(file: ProtobufFile, { from, to }: Field, { data }: Gathered): string {
  let name = ''
  for (const field of file.fields(from, to)) {
    if (field.number === tensor.name) name = file.text(field)
    if (field.number !== tensor.external) continue
    let [key, value] = ['', '']
    for (const own of file.fields(field.from, field.to)) {
      if (own.number === 1) key = file.text(own)
      if (own.number === 2) value = file.text(own)
    }
    if (key === 'location') data.add(value)
  }
  return name
}

/** TensorProto.DataType. */
const types: Readonly<Record<number, OnnxValue['type']>> = {
  1: 'float',
  6: 'int32',
  7: 'int64',
  10: 'float16',
}

function namedValue(file: ProtobufFile, { from, to }: Field): OnnxValue {
  let name = ''
  let type: OnnxValue['type'] = 'other'
  let shape: (number | null)[] | null = null
  for (const field of file.fields(from, to)) {
    if (field.number === 1) name = file.text(field)
    if (field.number !== 2) continue
    for (const kind of file.fields(field.from, field.to)) {
      if (kind.number !== 1) continue
      for (const part of file.fields(kind.from, kind.to)) {
        if (part.number === 1) type = types[part.value] ?? 'other'
        if (part.number === 2) shape = shapeOf(file, part)
      }
    }
  }
  return { name, type, shape }
}

function shapeOf(file: ProtobufFile, { from, to }: Field): (number | null)[] {
  const sides: (number | null)[] = []
  for (const dimension of file.fields(from, to)) {
    if (dimension.number !== 1) continue
    let side: number | null = null
    // Some exporters write a free side as 0 or −1, which as an unsigned number is immense.
    for (const own of file.fields(dimension.from, dimension.to)) {
      if (own.number === 1 && own.value > 0 && own.value < 2 ** 31) side = own.value
    }
    sides.push(side)
  }
  return sides
}
