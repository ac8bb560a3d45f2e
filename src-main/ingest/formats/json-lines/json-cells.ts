/** A line's object, or null where the line is none. */
export function objectOf(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null
    return hasLongNumber(value) ? (JSON.parse(line, asWritten) as Record<string, unknown>) : { ...value }
  } catch {
    return null
  }
}

/** A value as CSV would write it; what is nested as JSON. */
export function cellOfValue(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function hasLongNumber(value: object): boolean {
  for (const inner of Object.values(value)) {
    if (typeof inner === 'number' && Number.isInteger(inner) && !Number.isSafeInteger(inner)) return true
  }
  return false
}

/** Keeps whole numbers beyond 2⁵³ as they are written. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isLong && context?.source !== undefined ? context.source : value
}
