/** About how many bytes a structured clone of a plain value takes: UTF-16 text, 8 a number, typed arrays as they are. */
export function sizeOfMessage(value: unknown): number {
  if (typeof value === 'string') return 2 * value.length
  if (value === null || typeof value !== 'object') return 8
  if (ArrayBuffer.isView(value)) return value.byteLength
  let size = 8
  if (Array.isArray(value)) {
    for (const item of value) size += sizeOfMessage(item)
    return size
  }
  for (const key of Object.keys(value))
    size += 2 * key.length + sizeOfMessage((value as Record<string, unknown>)[key])
  return size
}
