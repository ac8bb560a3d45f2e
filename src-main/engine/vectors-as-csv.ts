/** Lines that are handed over at once: no text then grows with the number of vectors. */
const linesOfPiece = 1024

/** Vectors by name as CSV, in pieces, numbers as short as single precision allows. */
export function* vectorsAsCsv(
  heading: string,
  names: readonly string[],
  width: number,
  vectors: ArrayLike<number>,
): Generator<string> {
  let lines = [[heading, ...Array.from({ length: width }, (_, j) => `v${j + 1}`)].map(cell).join(',')]
  for (const [row, name] of names.entries()) {
    const numbers = Array.from({ length: width }, (_, j) =>
      String(Number(vectors[row * width + j].toPrecision(8))),
    )
    lines.push([cell(name), ...numbers].join(','))
    if (lines.length < linesOfPiece) continue
    yield `${lines.join('\n')}\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`
}

/** Quoted where needed; what a spreadsheet would run is made text. */
export function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
