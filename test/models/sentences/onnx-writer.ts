/** ONNX files byte by byte, as the encoding of protocol buffers and onnx.proto say: what a test's model is made of. */

export interface WrittenValue {
  readonly name: string
  readonly type: 'float' | 'int32' | 'int64'
  /** A text is a free side. */
  readonly shape: readonly (number | string)[]
}

export interface WrittenTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: readonly number[] | Float32Array
  readonly type?: 'float' | 'int64'
  /** The file that holds the numbers, beside the model. */
  readonly external?: string
}

export interface WrittenNode {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
  readonly domain?: string
  readonly attributes?: Readonly<Record<string, number | readonly number[] | { readonly float: number }>>
}

export interface WrittenModel {
  readonly inputs: readonly WrittenValue[]
  readonly outputs: readonly WrittenValue[]
  readonly nodes: readonly WrittenNode[]
  readonly tensors: readonly WrittenTensor[]
  readonly opset?: number
}

const types = { float: 1, int32: 6, int64: 7 } as const

export function onnxModel({ inputs, outputs, nodes, tensors, opset = 17 }: WrittenModel): Uint8Array {
  const graph = [
    ...nodes.map((each) => message(1, node(each))),
    text(2, 'tiny'),
    ...tensors.map((each) => message(5, tensor(each))),
    ...inputs.map((each) => message(11, value(each))),
    ...outputs.map((each) => message(12, value(each))),
  ]
  const domains = [...new Set(['', ...nodes.map(({ domain = '' }) => domain)])]
  return Uint8Array.from([
    ...number(1, 8),
    ...message(7, graph.flat()),
    ...domains.flatMap((domain) => message(8, [...text(1, domain), ...number(2, domain === '' ? opset : 1)])),
  ])
}

/** The numbers of a tensor as they lie in a file of their own. */
export function rawNumbers(values: readonly number[] | Float32Array): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer)
}

function node({ operator, inputs, outputs, domain, attributes = {} }: WrittenNode): number[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...outputs.flatMap((name) => text(2, name)),
    ...text(4, operator),
    ...(domain === undefined ? [] : text(7, domain)),
    ...Object.entries(attributes).flatMap(([name, own]) => message(5, [...text(1, name), ...attribute(own)])),
  ]
}

function attribute(own: number | readonly number[] | { readonly float: number }): number[] {
  if (typeof own === 'number') return [...number(3, own), ...number(20, 2)]
  if ('float' in own) return [0x15, ...rawNumbers([own.float]), ...number(20, 1)]
  return [...own.flatMap((each) => number(8, each)), ...number(20, 7)]
}

function tensor({ name, shape, values, type = 'float', external }: WrittenTensor): number[] {
  const raw =
    type === 'float'
      ? rawNumbers(values)
      : new Uint8Array(BigInt64Array.from(values as number[], BigInt).buffer)
  const entry = (key: string, own: string) => message(13, [...text(1, key), ...text(2, own)])
  return [
    ...shape.flatMap((side) => number(1, side)),
    ...number(2, types[type]),
    ...text(8, name),
    ...(external === undefined
      ? message(9, [...raw])
      : [...entry('location', external), ...entry('length', String(raw.length)), ...number(14, 1)]),
  ]
}

function value({ name, type, shape }: WrittenValue): number[] {
  const sides = shape.flatMap((side) =>
    message(1, typeof side === 'number' ? number(1, side) : text(2, side)),
  )
  const tensorType = [...number(1, types[type]), ...message(2, sides)]
  return [...text(1, name), ...message(2, message(1, tensorType))]
}

function message(field: number, bytes: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(bytes.length), ...bytes]
}

function text(field: number, own: string): number[] {
  return message(field, [...new TextEncoder().encode(own)])
}

/** Negative numbers are written as their two’s complement of 64 bits. */
function number(field: number, own: number): number[] {
  return [...varint(field * 8), ...varint(BigInt.asUintN(64, BigInt(own)))]
}

function varint(own: number | bigint): number[] {
  const bytes: number[] = []
  let rest = BigInt(own)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return [...bytes, Number(rest)]
}
