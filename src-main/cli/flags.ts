import type { MethodName } from '../contract/methods.ts'
import { entriesOf, type LooseSchema, unwrap } from './flag-kinds.ts'

export interface CommandLine {
  readonly positional: readonly string[]
  /** Flag names without their hyphens, camelCased; a flag without a value is true. */
  readonly flags: ReadonlyMap<string, string | true>
}

/** Flags of the command line itself, which no method is given. */
const ownFlags = new Set(['project', 'locale', 'help', 'params', 'text'])

/** `graph adjust --graph g.json --treatments=x`: two positional words and two flags. */
export function parseFlags(words: readonly string[]): CommandLine {
  const positional: string[] = []
  const flags = new Map<string, string | true>()
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (!word.startsWith('--')) {
      positional.push(word)
      continue
    }
    const equals = word.indexOf('=')
    const name = camelCase(word.slice(2, equals < 0 ? undefined : equals))
    if (equals >= 0) flags.set(name, word.slice(equals + 1))
    else if (i + 1 < words.length && !words[i + 1].startsWith('--')) flags.set(name, words[++i])
    else flags.set(name, true)
  }
  return { positional, flags }
}

/**
 * A method's parameters from flags, each read as its schema expects: lists from commas, tables and graphs from a path,
 * anything else from JSON. `--params '{…}'` gives several at once.
 */
export function paramsFromFlags(method: MethodName, flags: ReadonlyMap<string, string | true>): object {
  const whole = flags.get('params')
  const params: Record<string, unknown> =
    typeof whole === 'string' ? (JSON.parse(whole) as Record<string, unknown>) : {}
  const entries = entriesOf(method)
  for (const [name, value] of flags) {
    if (ownFlags.has(name) && !(name in entries)) continue
    params[name] = value === true ? true : readValue(value, entries[name])
  }
  return params
}

function readValue(text: string, schema: LooseSchema | undefined): unknown {
  const inner = unwrap(schema)
  if (inner?.type === 'string') return text
  const json = parseJson(text)
  if (inner?.type === 'picklist') return inner.options?.includes(json) ? json : text
  if (inner?.type === 'array')
    return Array.isArray(json) ? json : text.split(',').map((item) => parseJson(item) ?? item)
  if (inner?.type === 'union' && json === undefined) {
    const options = (inner.options ?? []) as readonly LooseSchema[]
    if (options.some((option) => unwrap(option)?.type === 'array')) return text.split(',')
    if (options.some((option) => unwrap(option)?.type === 'string')) return text
    return { path: text }
  }
  return json ?? text
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function camelCase(text: string): string {
  return text.replace(/-([a-z])/g, (_match, letter: string) => letter.toUpperCase())
}
