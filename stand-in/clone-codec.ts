/**
 * Structured clones as text, for the one channel between the program and Chromium that carries only strings. Runs in
 * both: nothing here but the language itself.
 *
 * Values of JSON stand for themselves; everything else is an array whose first item is its tag. Objects are numbered,
 * so that cycles and shared references arrive as they were.
 */

/** How bytes become text where this runs. */
export interface ByteText {
  readonly toText: (bytes: Uint8Array) => string
  readonly fromText: (text: string) => Uint8Array
}

type Encoded = null | boolean | number | string | readonly unknown[]

const views: Readonly<
  Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => ArrayBufferView>
> = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView,
}

/** The text of `value`. Throws where the structured clone algorithm would, and for a SharedArrayBuffer. */
export function encodeClone(value: unknown, text: ByteText): string {
  const seen = new Map<object, number>()

  function encode(item: unknown): Encoded {
    if (item === null || typeof item === 'boolean' || typeof item === 'string') return item
    if (item === undefined) return ['undefined']
    if (typeof item === 'number')
      return Number.isFinite(item) && !Object.is(item, -0) ? item : ['number', numeral(item)]
    if (typeof item === 'bigint') return ['bigint', String(item)]
    if (typeof item !== 'object') throw refusal()
    const known = seen.get(item)
    if (known !== undefined) return ['again', known]
    seen.set(item, seen.size)
    return encodeObject(item)
  }

  function encodeObject(item: object): Encoded {
    const kind = Object.prototype.toString.call(item).slice(8, -1)
    if (Array.isArray(item)) return ['array', item.map(encode)]
    if (kind === 'Date') return ['date', (item as Date).getTime()]
    if (kind === 'RegExp') return ['regexp', (item as RegExp).source, (item as RegExp).flags]
    if (kind === 'Map')
      return ['map', [...(item as Map<unknown, unknown>)].map(([key, each]) => [encode(key), encode(each)])]
    if (kind === 'Set') return ['set', [...(item as Set<unknown>)].map(encode)]
    if (kind === 'ArrayBuffer') return ['buffer', text.toText(new Uint8Array(item as ArrayBuffer))]
    if (ArrayBuffer.isView(item)) {
      const length = 'length' in item ? (item.length as number) : item.byteLength
      return ['view', kind, encode(item.buffer), item.byteOffset, length]
    }
    if (item instanceof Error) return ['error', item.name, item.message, item.stack ?? '']
    if (kind === 'Object') return ['object', Object.entries(item).map(([key, each]) => [key, encode(each)])]
    throw refusal()
  }

  return JSON.stringify(encode(withoutPrototypes(value)))
}

/** The value that `encodeClone` wrote. */
export function decodeClone(encoded: string, text: ByteText): unknown {
  const objects: unknown[] = []

  function decode(item: Encoded): unknown {
    if (!Array.isArray(item)) return item
    const [tag, first, second, third, fourth] = item as [string, never, never, never, never]
    if (tag === 'undefined') return undefined
    if (tag === 'number') return Number(first)
    if (tag === 'bigint') return BigInt(first)
    if (tag === 'again') return objects[first]
    const index = objects.push(undefined) - 1
    const keep = <T>(made: T): T => {
      objects[index] = made
      return made
    }
    if (tag === 'date') return keep(new Date(first))
    if (tag === 'regexp') return keep(new RegExp(first, second))
    if (tag === 'buffer') return keep(bufferOf(text.fromText(first)))
    if (tag === 'error') return keep(errorOf(first, second, third))
    if (tag === 'view') return keep(new views[first]!(decode(second) as ArrayBuffer, third, fourth))
    if (tag === 'array') return fillArray(keep([]), first)
    if (tag === 'map') return fillMap(keep(new Map()), first)
    if (tag === 'set') return fillSet(keep(new Set()), first)
    return fillObject(keep({}), first)
  }

  function fillArray(array: unknown[], items: readonly Encoded[]): unknown[] {
    for (const item of items) array.push(decode(item))
    return array
  }

  function fillMap(map: Map<unknown, unknown>, items: readonly (readonly [Encoded, Encoded])[]) {
    for (const [key, item] of items) map.set(decode(key), decode(item))
    return map
  }

  function fillSet(set: Set<unknown>, items: readonly Encoded[]) {
    for (const item of items) set.add(decode(item))
    return set
  }

  function fillObject(object: object, items: readonly (readonly [string, Encoded])[]) {
    for (const [key, item] of items) {
      Object.defineProperty(object, key, {
        value: decode(item),
        writable: true,
        enumerable: true,
        configurable: true,
      })
    }
    return object
  }

  return decode(JSON.parse(encoded) as Encoded)
}

/** The platform's own clone first: it refuses functions, symbols and proxies and drops prototypes. */
function withoutPrototypes(value: unknown): unknown {
  try {
    return structuredClone(value)
  } catch {
    throw refusal()
  }
}

function refusal(): Error {
  return new Error('An object could not be cloned.')
}

function numeral(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer
}

function errorOf(name: string, message: string, stack: string): Error {
  const error = new Error(message)
  error.name = name
  error.stack = stack
  return error
}
