/** JSON of a result: typed arrays as lists, what is not a finite number as null. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(
    value,
    (_key, item: unknown) => {
      if (ArrayBuffer.isView(item) && !(item instanceof DataView)) return Array.from(item as Float64Array)
      return typeof item === 'number' && !Number.isFinite(item) ? null : item
    },
    indent,
  )
}
