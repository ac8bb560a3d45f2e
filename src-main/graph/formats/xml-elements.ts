import { fail } from '../../contract/errors.ts'
import { excerpt, type Position, positionFinder, unexpected } from './text-position.ts'

/** An element of an XML document. */
export interface XmlElement {
  /** Without a namespace prefix. */
  readonly name: string
  readonly at: Position
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  readonly text: string
}

const deepest = 100
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/**
 * The root element of a document of elements, attributes and text (XML 1.0 without document types; none is expanded).
 * Throws GRAPH_SYNTAX_* with line and column.
 */
export function readXml(format: string, text: string): XmlElement {
  const position = positionFinder(text)
  let at = 0
  const ignored = /(?:\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*>)*/y
  const skip = () => {
    ignored.lastIndex = at
    at += ignored.exec(text)![0].length
  }
  const refuse = (expected: string) => unexpected(format, position(at), excerpt(text.slice(at)), expected)

  const element = (depth: number): XmlElement => {
    const start = at
    if (depth > deepest)
      throw fail('GRAPH_SYNTAX_UNREADABLE', { format, ...position(at), found: excerpt(text.slice(at)) })
    const opening =
      /<([\p{L}_][\p{L}\p{N}_.:-]*)((?:\s+[\p{L}_][\p{L}\p{N}_.:-]*\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/uy
    opening.lastIndex = at
    const tag = opening.exec(text)
    if (tag === null) throw refuse('<…>')
    at += tag[0].length
    const children: XmlElement[] = []
    let content = ''
    if (tag[3] === '')
      for (;;) {
        const next = text.indexOf('<', at)
        if (next < 0) {
          at = text.length
          throw refuse(`</${tag[1]}>`)
        }
        content += decode(text.slice(at, next))
        at = next
        if (text.startsWith('</', at)) break
        if (/^<[!?]/.test(text.slice(at, at + 2))) {
          const before = at
          skip()
          if (at === before) throw refuse(`</${tag[1]}>`)
          continue
        }
        children.push(element(depth + 1))
      }
    if (tag[3] === '') {
      const closing = new RegExp(`</${tag[1].replace(/\./g, '\\.')}\\s*>`, 'y')
      closing.lastIndex = at
      const end = closing.exec(text)
      if (end === null) throw refuse(`</${tag[1]}>`)
      at += end[0].length
    }
    return {
      name: tag[1].replace(/^.*:/, ''),
      at: position(start),
      attributes: readAttributes(tag[2]),
      children,
      text: content.trim(),
    }
  }

  skip()
  const root = element(0)
  skip()
  if (at < text.length) throw refuse('⏎')
  return root
}

function readAttributes(text: string): Map<string, string> {
  const pairs = text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return new Map(Array.from(pairs, ([, name, double, single]) => [name, decode(double ?? single)]))
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    const code =
      decimal === undefined ? (hex === undefined ? Number.NaN : Number.parseInt(hex, 16)) : Number(decimal)
    if (code >= 0 && code <= 0x10ffff) return String.fromCodePoint(code)
    return entities[name] ?? whole
  })
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (sign) => ({ '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' })[sign]!)
}
