/**
 * Sixty rows of a pattern: `{u}` a user and `{i}` an item that come again, `{n}` the row's number, `{d}` and `{D}` the day with two digits or
 * one, `{late}` a day after the twelfth, `{c}` a time of day, `{s}` `{ms}` `{us}` a moment since 1970, `{a|b}` one after the other.
 */
export function rowsOf(header: string, pattern: string, rows = 60): string {
  const lines = Array.from({ length: rows }, (_, n) => rowOf(pattern, n))
  return [...(header === '' ? [] : [header]), ...lines, ''].join('\n')
}

function rowOf(pattern: string, n: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const seconds = 1709632800 + n * 977
  const values: Readonly<Record<string, string | number>> = {
    u: n % 14,
    i: n % 11,
    n,
    d: two(1 + (n % 28)),
    D: 1 + (n % 28),
    late: 13 + (n % 15),
    c: `${two(8 + (n % 12))}:${two((n * 7) % 60)}`,
    s: seconds,
    ms: seconds * 1e3,
    us: seconds * 1e6,
  }
  return pattern.replace(/\{([^{}":]*)\}/g, (_, key: string) => {
    const choices = key.split('|')
    return choices.length > 1 ? choices[n % choices.length] : String(values[key])
  })
}
