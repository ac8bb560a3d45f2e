import { arrowTokens, type Token } from './arrow-tokens.ts'
import { type Position, unexpected } from './text-position.ts'

/** A node or a group of nodes at one end of an edge. */
export interface Mention {
  readonly name: string
  readonly at: Position
}

export type Attributes = ReadonlyMap<string, string>

export type Statement =
  | { readonly kind: 'node'; readonly node: Mention; readonly attributes: Attributes }
  | {
      readonly kind: 'edge'
      readonly from: readonly Mention[]
      readonly to: readonly Mention[]
      readonly sign: string
      readonly at: Position
      readonly attributes: Attributes
    }
  | { readonly kind: 'setting'; readonly of: string; readonly attributes: Attributes }

export interface ArrowText {
  readonly keyword: string | null
  readonly keywordAt: Position
  /** Neither keyword nor braces: the text may be anything. */
  readonly bare: boolean
  readonly statements: readonly Statement[]
}

/**
 * Reads `keyword name? { statement ; … }` as DAGitty and DOT write it: node and edge statements, chains
 * `a -> b -> c`, groups `{a b} -> c` (with `subgraph name` before them or not), attributes in brackets. Without a
 * keyword and braces the whole text is statements.
 */
export function readArrowText(format: string, text: string, keywords: readonly string[]): ArrowText {
  const reader = new Reader(format, arrowTokens(format, text))
  return reader.whole(keywords)
}

class Reader {
  private readonly format: string
  private readonly tokens: readonly Token[]
  private next = 0

  constructor(format: string, tokens: readonly Token[]) {
    this.format = format
    this.tokens = tokens
  }

  whole(keywords: readonly string[]): ArrowText {
    if (this.ahead.text === 'strict') this.next++
    const first = this.ahead
    const isKeyword = first.kind === 'name' && !first.quoted && keywords.includes(first.text.toLowerCase())
    if (!isKeyword && first.text !== '{') return this.bare(first)
    if (isKeyword) this.next++
    if (this.ahead.kind === 'name') this.next++
    this.take('{')
    const statements = this.statements()
    this.take('}')
    if (this.ahead.kind !== 'end') throw this.expected('')
    return {
      keyword: isKeyword ? first.text.toLowerCase() : null,
      keywordAt: first.at,
      bare: false,
      statements,
    }
  }

  private bare(first: Token): ArrowText {
    const statements = this.statements()
    if (this.ahead.kind !== 'end') throw this.expected('{')
    return { keyword: null, keywordAt: first.at, bare: true, statements }
  }

  private statements(): Statement[] {
    const found: Statement[] = []
    for (;;) {
      while (this.ahead.text === ';' || this.ahead.text === ',') this.next++
      const { kind, text } = this.ahead
      if (kind === 'end' || (kind === 'sign' && text === '}')) return found
      this.statement(found)
    }
  }

  private statement(found: Statement[]): void {
    const first = this.ahead
    const bareName = first.kind === 'name' && !first.quoted
    if (bareName && ['node', 'edge', 'graph'].includes(first.text) && this.after.text === '[') {
      this.next++
      found.push({ kind: 'setting', of: first.text, attributes: this.attributes() })
      return
    }
    if (first.kind === 'name' && this.after.text === '=') {
      this.next += 2
      const value = this.name()
      found.push({ kind: 'setting', of: 'graph', attributes: new Map([[first.text, value.name]]) })
      return
    }
    let ends = this.mentions(found)
    if (this.ahead.kind !== 'edge') return
    while (this.ahead.kind === 'edge') {
      const sign = this.tokens[this.next++]
      const to = this.mentions(found)
      const attributes = this.ahead.text === '[' ? this.attributes() : new Map<string, string>()
      found.push({ kind: 'edge', from: ends, to, sign: sign.text, at: sign.at, attributes })
      ends = to
    }
  }

  /** A node or a group, whose own statements are recorded before the edge that uses them. */
  private mentions(found: Statement[]): Mention[] {
    if (this.ahead.text === 'subgraph' && !this.ahead.quoted) {
      this.next++
      if (this.ahead.kind === 'name') this.next++
    }
    if (this.ahead.kind === 'sign' && this.ahead.text === '{') {
      this.next++
      const inner = this.statements()
      this.take('}')
      found.push(...inner)
      return mentionedIn(inner)
    }
    const node = this.name()
    while (this.ahead.text === ':') {
      this.next++
      this.name()
    }
    const attributes =
      this.ahead.text === '[' && !this.isAfterEdge() ? this.attributes() : new Map<string, string>()
    found.push({ kind: 'node', node, attributes })
    return [node]
  }

  /** Brackets after the end of an edge describe the edge. */
  private isAfterEdge(): boolean {
    return this.tokens[this.next - 2]?.kind === 'edge'
  }

  private attributes(): Attributes {
    const attributes = new Map<string, string>()
    this.take('[')
    while (this.ahead.text !== ']' || this.ahead.kind !== 'sign') {
      if (this.ahead.text === ',' || this.ahead.text === ';') {
        this.next++
        continue
      }
      const { name } = this.name(']')
      if (this.ahead.kind === 'sign' && this.ahead.text === '=') {
        this.next++
        attributes.set(name.toLowerCase(), this.name().name)
      } else attributes.set(name.toLowerCase(), '')
    }
    this.take(']')
    return attributes
  }

  private name(otherwise = 'name'): Mention {
    const token = this.ahead
    if (token.kind !== 'name') throw this.expected(otherwise)
    this.next++
    return { name: token.text, at: token.at }
  }

  private take(sign: string): void {
    if (this.ahead.kind !== 'sign' || this.ahead.text !== sign) throw this.expected(sign)
    this.next++
  }

  private expected(sign: string) {
    return unexpected(this.format, this.ahead.at, this.ahead.text, sign === '' ? '⏎' : sign)
  }

  private get ahead(): Token {
    return this.tokens[this.next]
  }

  private get after(): Token {
    return this.tokens[this.next + 1] ?? this.ahead
  }
}

function mentionedIn(statements: readonly Statement[]): Mention[] {
  const seen = new Map<string, Mention>()
  for (const statement of statements) {
    if (statement.kind === 'node') seen.set(statement.node.name, statement.node)
  }
  return [...seen.values()]
}
