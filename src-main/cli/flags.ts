import { fail } from '../contract/errors.ts'
import type { MethodName } from '../contract/methods.ts'
import { entriesOf, type LooseSchema, unwrap } from './flag-kinds.ts'
import { nearestWords } from './nearest-words.ts'
import { hyphenated } from './usage.ts'

/** Names without their hyphens, camelCased; a flag without a value is true. */
export type Flags = ReadonlyMap<string, string | true>

interface CommandLine {
  readonly positional: readonly string[]
  readonly flags: Flags
}

/** Flags of the command line itself, which no method is given. */
const ownFlags = new Set(['project', 'locale', 'help', 'params', 'text'])

/** `graph adjust --graph g.json --treatments=x`: two positional words and two flags. Throws COMMAND_FLAG_TWICE. */
export function parseFlags(words: readonly string[]): CommandLine {
  const positional: string[] = []
  const flags = new Map<string, string | true>()
  const set = (name: string, value: string | true) => {
    if (flags.has(name)) throw fail('COMMAND_FLAG_TWICE', { flag: hyphenated(name) })
    flags.set(name, value)
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (word === '-h') set('help', true)
    else if (!word.startsWith('--')) positional.push(word)
    else {
      const equals = word.indexOf('=')
      const name = camelCase(word.slice(2, equals < 0 ? undefined : equals))
      if (equals >= 0) set(name, word.slice(equals + 1))
      else if (i + 1 < words.length && !words[i + 1].startsWith('--')) set(name, words[++i])
      else set(name, true)
    }
  }
  return { positional, flags }
}

/**
 * A method's parameters from flags, each read as its schema expects: lists from commas, tables and graphs from a path, a graph also
 * from DAGitty's or DOT's text, anything else from JSON. `--params '{…}'` gives several at once. Throws COMMAND_FLAG_UNKNOWN,
 * COMMAND_PARAMS_UNREADABLE.
 */
export function paramsFromFlags(method: MethodName, flags: Flags): object {
  const params = paramsGivenWhole(flags.get('params'))
  const entries = entriesOf(method)
  for (const [name, value] of flags) {
    if (ownFlags.has(name) && !Object.hasOwn(entries, name)) continue
    if (!Object.hasOwn(entries, name)) refuseFlag(name, Object.keys(entries), method.replace('.', ' '))
    params[name] = value === true ? true : readValue(value, entries[name])
  }
  return params
}

/** Throws COMMAND_FLAG_UNKNOWN for the first flag that is neither among these nor of the command line itself. */
export function refuseUnknownFlags(flags: Flags, known: readonly string[], command: string): void {
  for (const name of flags.keys()) {
    if (!ownFlags.has(name) && !known.includes(name)) refuseFlag(name, known, command)
  }
}

function refuseFlag(name: string, known: readonly string[], command: string): never {
  const nearest = nearestWords(name, known, 3).map((word) => `--${hyphenated(word)}`)
  throw fail('COMMAND_FLAG_UNKNOWN', { flag: hyphenated(name), command, nearest: nearest.join(', ') || '—' })
}

function paramsGivenWhole(text: string | true | undefined): Record<string, unknown> {
  if (text === undefined) return {}
  const params = text === true ? undefined : parseJson(text)
  if (params === null || typeof params !== 'object' || Array.isArray(params)) {
    throw fail('COMMAND_PARAMS_UNREADABLE', { detail: text === true ? '' : text.slice(0, 100) })
  }
  return params as Record<string, unknown>
}

function readValue(text: string, schema: LooseSchema | undefined): unknown {
  const inner = unwrap(schema)
  if (inner?.type === 'string') return text
  const json = parseJson(text)
  if (inner?.type === 'picklist') return inner.options?.includes(json) ? json : text
  if (inner?.type === 'array') return Array.isArray(json) ? json : listOf(text, inner.item)
  if (inner?.type === 'union' && (json === undefined || typeof json !== 'object')) {
    const options = ((inner.options ?? []) as readonly LooseSchema[]).map(unwrap)
    const graph = graphInText(text)
    if (graph !== undefined && options.some(acceptsGraphs)) return graph
    const list = options.find((option) => option?.type === 'array')
    if (list !== undefined) return listOf(text, list.item)
    if (json !== undefined) return json
    if (options.some((option) => option?.type === 'string')) return text
    return { path: text }
  }
  return json ?? text
}

/** Items between commas; numbers only where the list is not one of words. */
function listOf(text: string, item: LooseSchema | undefined): readonly unknown[] {
  const items = text.split(',')
  const words = unwrap(item)?.type === 'string'
  return words ? items : items.map((one) => parseJson(one) ?? one)
}

/** `dag{…}` and `digraph{…}` as a request names them; undefined for anything else. */
function graphInText(text: string): { dagitty: string } | { dot: string } | undefined {
  if (/^\s*(dag|pdag|mag|pag)\b[^{]*\{/i.test(text)) return { dagitty: text }
  if (/^\s*(strict\s+)?(di)?graph\b[^{]*\{/i.test(text)) return { dot: text }
  return undefined
}

function acceptsGraphs(schema: LooseSchema | undefined): boolean {
  const forms = (schema?.options ?? []) as readonly LooseSchema[]
  return schema?.entries?.dagitty !== undefined || forms.map(unwrap).some(acceptsGraphs)
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
