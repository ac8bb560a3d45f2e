/** The plain ArrayBuffers inside a message: handed over instead of copied. Shared ones are shared as they are. */
export function transferables(value: unknown, found: Set<ArrayBuffer> = new Set()): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength)
      found.add(value.buffer)
  } else if (Array.isArray(value)) {
    for (const item of value) {
      if (typeof item !== 'object') break
      transferables(item, found)
    }
  } else if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) transferables(item, found)
  }
  return [...found]
}
