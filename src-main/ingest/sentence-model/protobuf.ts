import { readSync } from 'node:fs'

/** A field of a protocol buffer's message: a whole number, or the stretch of bytes from `from` up to `to`. */
export interface Field {
  readonly number: number
  /** 0 for 32 or 64 bits and for stretches. */
  readonly value: number
  readonly from: number
  readonly to: number
}

/** Messages of a file, read where they are looked at: what is skipped is never read. */
export interface ProtobufFile {
  /** Throws RangeError where the bytes between are no message. */
  fields(from: number, to: number): Generator<Field>
  text(field: Field): string
}

const windowBytes = 1 << 16

/** Names and texts are short: longer ones are no such thing. */
const mostTextBytes = 1 << 16

/** The encoding of protocol buffers (protobuf.dev, "Encoding") in the open file `descriptor` of `size` bytes. */
export function protobufFile(descriptor: number, size: number): ProtobufFile {
  const window = Buffer.allocUnsafe(windowBytes)
  let [start, end] = [0, 0]

  const byteAt = (at: number): number => {
    if (at < start || at >= end) {
      start = at
      end = at + readSync(descriptor, window, 0, windowBytes, at)
      if (end <= at) throw new RangeError('the file ends within a message')
    }
    return window[at - start]
  }

  /** Numbers of more than 53 bits lose their last digits, which no field that is read here has. */
  const varint = (at: number): { readonly value: number; readonly next: number } => {
    let value = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = byteAt(at++)
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return { value, next: at }
    }
    throw new RangeError('a number has no end')
  }

  function* fields(from: number, to: number): Generator<Field> {
    if (to > size) throw new RangeError('a message reaches beyond the file')
    let at = from
    while (at < to) {
      const { value: key, next } = varint(at)
      const number = Math.floor(key / 8)
      if (number === 0) throw new RangeError('a field has no number')
      const kind = key % 8
      if (kind === 0) {
        const { value, next: after } = varint(next)
        yield { number, value, from: next, to: after }
        at = after
        continue
      }
      const { value: length, next: begin } = kind === 2 ? varint(next) : { value: fixed(kind), next }
      if (begin + length > to) throw new RangeError('a field reaches beyond its message')
      yield { number, value: 0, from: begin, to: begin + length }
      at = begin + length
    }
  }

  return {
    fields,
    text({ from, to }) {
      if (to - from > mostTextBytes) throw new RangeError('a name is too long')
      const bytes = Buffer.allocUnsafe(to - from)
      for (let at = from; at < to; at++) bytes[at - from] = byteAt(at)
      return bytes.toString('utf8')
    },
  }
}

function fixed(kind: number): number {
  if (kind === 1) return 8
  if (kind === 5) return 4
  throw new RangeError('a field is of no known kind')
}
