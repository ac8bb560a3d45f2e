/** A formula as MathML builds it. */
export type Formula =
  | { readonly kind: 'row'; readonly parts: readonly Formula[] }
  | { readonly kind: 'symbol'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'operator'; readonly text: string; readonly fence?: true }
  | { readonly kind: 'fraction'; readonly above: Formula; readonly below: Formula }
  | { readonly kind: 'sum'; readonly over: Formula }
  | { readonly kind: 'subscript'; readonly base: Formula; readonly below: Formula }
  | { readonly kind: 'primes'; readonly base: Formula; readonly count: number }

/**
 * Reads the LaTeX in which estimands are written: letters with subscripts and primes, `\text`, `\mathrm`, `\sum_{…}`,
 * `\frac{…}{…}`, `\mid` and brackets. Anything else is shown as it stands.
 */
export function readFormula(latex: string): Formula {
  return new Reader(latex).row(() => false)
}

const signs: Readonly<Record<string, string>> = { mid: '∣', cdot: '·', left: '', right: '' }
const escapes: Readonly<Record<string, string>> = {
  'textbackslash{}': '\\',
  'textasciicircum{}': '^',
  'textasciitilde{}': '~',
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  row(ends: () => boolean): Formula {
    const parts: Formula[] = []
    while (this.#at < this.#text.length && !ends()) {
      const part = this.#part(parts)
      if (part !== null) parts.push(part)
    }
    return parts.length === 1 ? parts[0] : { kind: 'row', parts }
  }

  #part(before: Formula[]): Formula | null {
    const sign = this.#text[this.#at]
    if (sign === '\\') return this.#command()
    if (sign === '{') return this.#group()
    this.#at += 1
    if (/\s/.test(sign)) return null
    if (sign === '_' && before.length > 0)
      return { kind: 'subscript', base: before.pop()!, below: this.#argument() }
    if (sign === "'" && before.length > 0) return primed(before.pop()!)
    if (/[0-9]/.test(sign)) return { kind: 'number', text: sign + this.#take(/^[0-9.]+/) }
    if (/\p{L}/u.test(sign)) return { kind: 'symbol', text: sign }
    return /[()[\]]/.test(sign)
      ? { kind: 'operator', text: sign, fence: true }
      : { kind: 'operator', text: sign }
  }

  #command(): Formula | null {
    this.#at += 1
    const name = this.#take(/^[a-zA-Z]+/)
    if (name === 'frac') return { kind: 'fraction', above: this.#argument(), below: this.#argument() }
    if (name === 'text' || name === 'mathrm') return { kind: 'word', text: this.#words() }
    if (name === 'sum') {
      if (this.#text[this.#at] !== '_') return { kind: 'operator', text: '∑' }
      this.#at += 1
      return { kind: 'sum', over: this.#argument() }
    }
    const known = signs[name]
    if (known === '') return null
    if (known !== undefined) return { kind: 'operator', text: known }
    if (name !== '') return { kind: 'word', text: name }
    this.#at += 1
    return { kind: 'operator', text: this.#text[this.#at - 1] ?? '' }
  }

  #argument(): Formula {
    if (this.#text[this.#at] === '{') return this.#group()
    return this.#part([]) ?? { kind: 'row', parts: [] }
  }

  #group(): Formula {
    this.#at += 1
    const inner = this.row(() => this.#text[this.#at] === '}')
    this.#at += 1
    return inner
  }

  /** Text in braces, its escapes undone. */
  #words(): string {
    this.#at += 1
    let text = ''
    while (this.#at < this.#text.length && this.#text[this.#at] !== '}') {
      if (this.#text[this.#at] !== '\\') {
        text += this.#text[this.#at]
        this.#at += 1
        continue
      }
      this.#at += 1
      const long = this.#take(/^(textbackslash|textasciicircum|textasciitilde)\{\}/)
      text += long === '' ? this.#text[this.#at] : escapes[long]
      if (long === '') this.#at += 1
    }
    this.#at += 1
    return text
  }

  #take(pattern: RegExp): string {
    const found = pattern.exec(this.#text.slice(this.#at))?.[0] ?? ''
    this.#at += found.length
    return found
  }
}

function primed(base: Formula): Formula {
  return base.kind === 'primes' ? { ...base, count: base.count + 1 } : { kind: 'primes', base, count: 1 }
}
