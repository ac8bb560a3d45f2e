/** A name of so many letters stands on one line; a longer one on two, of at most `longest` each, as in exported pictures. */
const single = 22
const longest = 30

/** Characters of Chinese, Japanese and Korean are twice as wide. */
export function lettersOf(name: string): number {
  return Array.from(name).reduce((sum, sign) => sum + (isWide(sign) ? 2 : 1), 0)
}

/** A name on one line, or on two of about one length; what does not fit is left out with an ellipsis. */
export function nameLines(name: string): readonly string[] {
  const all = lettersOf(name)
  if (all <= single) return [name]
  const signs = Array.from(name)
  let [at, least, before] = [0, Number.POSITIVE_INFINITY, 0]
  for (let i = 1; i < signs.length; i++) {
    before += lettersOf(signs[i - 1])
    if (before > longest) break
    const cost = Math.abs(all - 2 * before) + (parts(signs[i - 1], signs[i]) ? 0 : single / 2)
    if (cost < least) [least, at] = [cost, i]
  }
  return [signs.slice(0, at), signs.slice(at)].map((line) => fitting(line.join('').trim()))
}

/** Whether a line may end between two letters: after a space or a sign, and within Chinese. */
const parts = (left: string, right: string) => /[\s_\-/.:,]/.test(left) || isWide(left) || isWide(right)

const isWide = (sign: string) => sign.codePointAt(0)! > 0x2e7f

function fitting(line: string): string {
  if (lettersOf(line) <= longest) return line
  let kept = ''
  for (const sign of line) {
    if (lettersOf(kept + sign) >= longest) break
    kept += sign
  }
  return `${kept}…`
}
