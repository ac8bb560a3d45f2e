import { fail } from '../../contract/errors.ts'
import { excerpt, type Position, positionOf } from './text-position.ts'

/** The tokens that DAGitty and DOT share: names, edges such as `->` or `@-@`, and punctuation. */
export interface Token {
  readonly kind: 'name' | 'edge' | 'sign' | 'end'
  readonly text: string
  readonly quoted: boolean
  readonly at: Position
}

const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/|#[^\n]*)+/y
const edge = /<->|<-@|<-|@->|@-@|@--|->|--@|--/y
const name = /[\p{L}\p{M}\p{N}_.]+|-(?:\.\d+|\d+(?:\.\d*)?)/uy
const quotedName = /"((?:[^"\\]|\\[\s\S])*)"/y
const sign = /[{}[\]=;,:]/y

/** Throws GRAPH_SYNTAX_UNREADABLE at the first character that begins no token. */
export function arrowTokens(format: string, text: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  let lineStart = 0
  let offset = 0
  const advance = (length: number) => {
    for (
      let at = text.indexOf('\n', offset);
      at >= 0 && at < offset + length;
      at = text.indexOf('\n', at + 1)
    ) {
      line++
      lineStart = at + 1
    }
    offset += length
  }
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = offset
    return pattern.exec(text)
  }
  for (;;) {
    const skipped = match(blank)
    if (skipped !== null) advance(skipped[0].length)
    const at = { line, column: offset - lineStart + 1 }
    if (offset >= text.length) {
      tokens.push({ kind: 'end', text: '', quoted: false, at })
      return tokens
    }
    const found = (tokens.at(-1)?.text === '=' ? markup(text, offset) : null) ?? read(match)
    if (found === null)
      throw fail('GRAPH_SYNTAX_UNREADABLE', {
        format,
        ...positionOf(text, offset),
        found: excerpt(text.slice(offset)),
      })
    tokens.push({ ...found.token, at })
    advance(found.length)
  }
}

/** A value of DOT in Graphviz's markup, `<<b>x</b>>`: all of it one name. */
function markup(text: string, from: number): { token: Omit<Token, 'at'>; length: number } | null {
  if (text[from] !== '<') return null
  let open = 0
  for (let at = from; at < text.length; at++) {
    if (text[at] === '<') open++
    else if (text[at] === '>') open--
    if (open > 0) continue
    const inside = text.slice(from + 1, at)
    return { token: { kind: 'name', text: inside, quoted: true }, length: at + 1 - from }
  }
  return null
}

function read(
  match: (pattern: RegExp) => RegExpExecArray | null,
): { token: Omit<Token, 'at'>; length: number } | null {
  const quoted = match(quotedName)
  if (quoted !== null)
    return {
      token: { kind: 'name', text: quoted[1].replace(/\\(["\\])/g, '$1'), quoted: true },
      length: quoted[0].length,
    }
  for (const [kind, pattern] of [
    ['edge', edge],
    ['name', name],
    ['sign', sign],
  ] as const) {
    const found = match(pattern)
    if (found !== null) return { token: { kind, text: found[0], quoted: false }, length: found[0].length }
  }
  return null
}
