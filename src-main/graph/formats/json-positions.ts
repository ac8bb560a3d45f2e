import { fail } from '../../contract/errors.ts'
import { excerpt, type Position, positionOf, unexpected } from './text-position.ts'

/** A JSON value with the offset at which each of its parts begins. */
export type Located =
  | { readonly kind: 'object'; readonly at: number; readonly entries: ReadonlyMap<string, Located> }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly Located[] }
  | { readonly kind: 'scalar'; readonly at: number; readonly value: string | number | boolean | null }

const deepest = 200

/** Reads JSON (RFC 8259). Throws GRAPH_SYNTAX_* with line and column. */
export function readLocatedJson(text: string): Located {
  const format = 'JSON'
  let at = 0
  const here = (): Position => positionOf(text, at)
  const skip = () => {
    while (/[ \t\r\n]/.test(text[at] ?? '')) at++
  }
  const expected = (sign: string) => unexpected(format, here(), excerpt(text.slice(at)), sign)
  const take = (sign: string) => {
    skip()
    if (text[at] !== sign) throw expected(sign)
    at++
  }

  const string = (): string => {
    const pattern = /"(?:[^"\\]|\\.)*"/y
    pattern.lastIndex = at
    const written = pattern.exec(text)?.[0]
    if (written === undefined) throw expected('"')
    try {
      return JSON.parse(written) as string
    } catch {
      throw fail('GRAPH_SYNTAX_UNREADABLE', { format, ...here(), found: excerpt(written) })
    } finally {
      at += written.length
    }
  }

  const list = (close: string, item: () => void) => {
    at++
    skip()
    if (text[at] === close) {
      at++
      return
    }
    for (;;) {
      item()
      skip()
      if (text[at] === close) {
        at++
        return
      }
      take(',')
    }
  }

  const value = (depth: number): Located => {
    skip()
    const start = at
    if (depth > deepest) throw fail('GRAPH_SYNTAX_UNREADABLE', { format, ...here(), found: text[at] ?? '' })
    if (text[at] === '{') {
      const entries = new Map<string, Located>()
      list('}', () => {
        skip()
        const key = string()
        take(':')
        entries.set(key, value(depth + 1))
      })
      return { kind: 'object', at: start, entries }
    }
    if (text[at] === '[') {
      const items: Located[] = []
      list(']', () => items.push(value(depth + 1)))
      return { kind: 'array', at: start, items }
    }
    if (text[at] === '"') return { kind: 'scalar', at: start, value: string() }
    const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
    literal.lastIndex = at
    const found = literal.exec(text)
    if (found === null) throw expected('{ [ " 0 true false null')
    at += found[0].length
    return { kind: 'scalar', at: start, value: JSON.parse(found[0]) as number | boolean | null }
  }

  const whole = value(0)
  skip()
  if (at < text.length) throw expected('⏎')
  return whole
}

export function plainValue(located: Located): unknown {
  if (located.kind === 'scalar') return located.value
  if (located.kind === 'array') return located.items.map(plainValue)
  return Object.fromEntries(Array.from(located.entries, ([key, inner]) => [key, plainValue(inner)]))
}

/** The part at a path of keys and indices; the last part that exists where the path leads on. */
export function partAt(located: Located, path: readonly (string | number)[]): Located {
  let part = located
  for (const step of path) {
    const next =
      part.kind === 'object'
        ? part.entries.get(String(step))
        : part.kind === 'array'
          ? part.items[Number(step)]
          : undefined
    if (next === undefined) return part
    part = next
  }
  return part
}
