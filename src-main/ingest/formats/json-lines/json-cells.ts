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
    if (inner !== null && typeof inner === 'object' && hasLongNumber(inner)) return true
  }
  return false
}

/** Keeps whole numbers beyond 2⁵³ as they are written. */
function asWritten(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isLong && context?.source !== undefined ? context.source : value
}

const deepest = 8

/**
 * An object whose members are single values or lists: what is nested comes under its path, `properties.price`. A list of keys with values, as
 * BigQuery writes parameters, is taken for the object that it means.
 */
export function flattened(object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!Object.values(object).some((value) => value !== null && typeof value === 'object')) return object
  const flat: Record<string, unknown> = {}
  const add = (members: Readonly<Record<string, unknown>>, path: string, depth: number) => {
    for (const [key, value] of Object.entries(members)) {
      const inner = depth < deepest ? membersOf(value) : null
      if (inner !== null) add(inner, `${path}${key}.`, depth + 1)
      else if (!(`${path}${key}` in flat)) flat[`${path}${key}`] = value
    }
  }
  add(object, '', 0)
  return flat
}

/** The members of an object, or of a list that means one; null for anything else. */
function membersOf(value: unknown): Readonly<Record<string, unknown>> | null {
  if (value === null || typeof value !== 'object') return null
  if (!Array.isArray(value)) return value as Record<string, unknown>
  if (value.length === 0 || !value.every(isPair)) return null
  return Object.fromEntries(value.map(({ key, value: held }) => [key, onlyValue(held)]))
}

function isPair(value: unknown): value is { readonly key: string; readonly value: unknown } {
  return (
    value !== null &&
    typeof value === 'object' &&
    'value' in value &&
    'key' in value &&
    typeof value.key === 'string' &&
    Object.keys(value).length === 2
  )
}

/** Of BigQuery's `{ string_value, int_value, … }` the one that is there. */
function onlyValue(held: unknown): unknown {
  if (held === null || typeof held !== 'object' || Array.isArray(held)) return held
  const members = Object.entries(held)
  if (!members.every(([name]) => name.endsWith('_value'))) return held
  return members.find(([, value]) => value !== null)?.[1] ?? null
}
