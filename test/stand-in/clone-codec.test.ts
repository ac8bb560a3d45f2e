import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytes } from '../../stand-in/bytes.ts'
import { decodeClone, encodeClone } from '../../stand-in/clone-codec.ts'

const round = (value: unknown) => decodeClone(encodeClone(value, bytes), bytes)

describe('a value on its way through text', () => {
  it('arrives as it was', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
        (value) => {
          let cloned: unknown
          try {
            cloned = structuredClone(value)
          } catch {
            return
          }
          expect(round(value)).toEqual(cloned)
        },
      ),
      { seed: 21, numRuns: 500 },
    )
  })

  it('keeps not-a-number, the infinities and the sign of zero', () => {
    expect(round([Number.NaN, Infinity, -Infinity, -0, 0])).toEqual([Number.NaN, Infinity, -Infinity, -0, 0])
  })

  it('keeps what is shared, and what contains itself', () => {
    const shared = { x: 1 }
    const value: Record<string, unknown> = { a: shared, b: shared, list: [shared] }
    value.self = value
    const got = round(value) as typeof value & { list: unknown[] }
    expect(got.a).toBe(got.b)
    expect(got.list[0]).toBe(got.a)
    expect(got.self).toBe(got)
  })

  it('keeps views on one buffer together', () => {
    const buffer = new Float64Array([1, 2, 3, 4]).buffer
    const got = round({
      whole: new Float64Array(buffer),
      part: new Float64Array(buffer, 8, 2),
      raw: new DataView(buffer, 16),
    })
    const { whole, part, raw } = got as { whole: Float64Array; part: Float64Array; raw: DataView }
    expect([...part]).toEqual([2, 3])
    expect(part.buffer).toBe(whole.buffer)
    expect(raw.getFloat64(0, true)).toBe(3)
  })

  it('keeps errors, patterns and keys of any name', () => {
    const got = round({
      error: new RangeError('no'),
      pattern: /a+/giu,
      ['__proto__']: 1,
      constructor: 2,
    }) as Record<string, unknown>
    expect(got.error).toMatchObject({ name: 'RangeError', message: 'no' })
    expect(got.pattern).toEqual(/a+/giu)
    expect(Object.getOwnPropertyDescriptor(got, '__proto__')?.value).toBe(1)
    expect(got.constructor).toBe(2)
  })

  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['shared memory', new SharedArrayBuffer(8)],
    ['a view on shared memory', { deep: [new Uint8Array(new SharedArrayBuffer(8))] }],
    ['a proxy', new Proxy({}, {})],
    ['a promise', Promise.resolve()],
    ['a weak map', new WeakMap()],
  ])('is refused where it is %s', (_name, value) => {
    expect(() => encodeClone(value, bytes)).toThrow('could not be cloned')
  })
})
