/** A name of so many letters stands on one line; a longer one on two, of at most `longest` each. */
const single = 22
const longest = 30

/** Chinese letters are twice as wide as Latin ones. */
export function lettersOf(words: string): number {
  let letters = 0
  for (const letter of words) letters += letter.charCodeAt(0) > 0x2e80 ? 2 : 1
  return letters
}

/** The name of a variable as it is drawn: on one line or two of about one length, what does not fit left out with an ellipsis. */
export function nameLines(name: string): readonly string[] {
  const all = lettersOf(name)
  if (all <= single) return [name]
  const signs = Array.from(name)
  let at = 0
  let least = Number.POSITIVE_INFINITY
  let before = 0
  for (let index = 1; index < signs.length; index += 1) {
    before += lettersOf(signs[index - 1])
    if (before > longest) break
    const cost = Math.abs(all - 2 * before) + (parts(signs[index - 1], signs[index]) ? 0 : single / 2)
    if (cost >= least) continue
    least = cost
    at = index
  }
  return [signs.slice(0, at), signs.slice(at)].map((line) => fitting(line.join('').trim()))
}

/** Whether a line may end between two letters: after a space or a sign, and within Chinese. */
function parts(left: string, right: string): boolean {
  return /[\s_\-/.:,]/.test(left) || left.charCodeAt(0) > 0x2e80 || right.charCodeAt(0) > 0x2e80
}

function fitting(line: string): string {
  if (lettersOf(line) <= longest) return line
  let kept = ''
  for (const letter of line) {
    if (lettersOf(kept + letter) >= longest) break
    kept += letter
  }
  return `${kept}…`
}
