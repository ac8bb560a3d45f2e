/** Names to dense codes from 0, in order of first appearance; −1 stands for no name. */
export class NameCodes {
  private readonly codes = new Map<string, number>()
  private latest: string[] = []

  get count(): number {
    return this.codes.size
  }

  /** All names in the order of their codes. */
  get names(): readonly string[] {
    return [...this.codes.keys()]
  }

  codeOf(name: string): number {
    const known = this.codes.get(name)
    if (known !== undefined) return known
    const own = detached(name)
    const code = this.codes.size
    this.codes.set(own, code)
    this.latest.push(own)
    return code
  }

  /** Names that were new since the last call, in the order of their codes. */
  takeNew(): readonly string[] {
    const names = this.latest
    this.latest = []
    return names
  }
}

/** A copy with memory of its own: a piece of a larger text would keep all of that text alive. */
export function detached(text: string): string {
  return text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le')
}
