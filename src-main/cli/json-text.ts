/**
 * JSON of a result: typed arrays as lists, what is not a finite number as null. The line separators of Unicode are escaped, since
 * some readers of lines end one there.
 */
export function jsonText(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (ArrayBuffer.isView(item) && !(item instanceof DataView)) return Array.from(item as Float64Array)
      return typeof item === 'number' && !Number.isFinite(item) ? null : item
    },
    indent,
  )
  return text.replace(/[\u2028\u2029]/g, (separator) => (separator === '\u2028' ? '\\u2028' : '\\u2029'))
}
