/** Where a function with one valley on [low, high] is least, to 10⁻⁸ of the width (Kiefer 1953). */
export function minimise(f: (x: number) => number, low: number, high: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2
  const enough = 1e-8 * (high - low)
  let [from, to] = [low, high]
  let [a, b] = [to - ratio * (to - from), from + ratio * (to - from)]
  let [atA, atB] = [f(a), f(b)]
  while (to - from > enough) {
    if (atA < atB) {
      ;[to, b, atB] = [b, a, atA]
      a = to - ratio * (to - from)
      atA = f(a)
    } else {
      ;[from, a, atA] = [a, b, atB]
      b = from + ratio * (to - from)
      atB = f(b)
    }
  }
  return (from + to) / 2
}
