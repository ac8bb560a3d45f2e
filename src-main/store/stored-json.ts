/**
 * Results as text that reads back as what was written: unlike plain JSON it keeps NaN, the infinities and −0, which
 * statistics have good use for, and typed arrays. They become objects of the one field `$`.
 */
export function toStored(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (Object.is(inner, -0)) return { $: '-0' }
    if (typeof inner === 'number' && !Number.isFinite(inner)) return { $: String(inner) }
    if (inner instanceof Float64Array) return { $: 'Float64Array', values: Array.from(inner) }
    if (inner instanceof Int32Array) return { $: 'Int32Array', values: Array.from(inner) }
    return inner
  })
}

export function fromStored<Value>(text: string): Value {
  return JSON.parse(text, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || !('$' in inner)) return inner
    const tagged = inner as { readonly $: unknown; readonly values?: readonly number[] }
    if (tagged.$ === 'Float64Array') return Float64Array.from(tagged.values ?? [])
    if (tagged.$ === 'Int32Array') return Int32Array.from(tagged.values ?? [])
    return numbers.get(tagged.$) ?? inner
  }) as Value
}

const numbers = new Map<unknown, number>([
  ['-0', -0],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])
