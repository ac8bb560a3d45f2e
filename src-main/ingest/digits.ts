/** How many digits there are in `text` from `at` on, at most `most`. */
export function digitsAt(text: string, at: number, most: number): number {
  let count = 0
  while (count < most && isDigit(text.charCodeAt(at + count))) count++
  return count
}

/** The number that the digits from `from` to before `to` write. */
export function numberAt(text: string, from: number, to: number): number {
  let value = 0
  for (let i = from; i < to; i++) value = value * 10 + text.charCodeAt(i) - 48
  return value
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
