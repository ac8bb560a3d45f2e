/** Users and their vectors as CSV, numbers as short as single precision allows. */
export function vectorsAsCsv(
  heading: string,
  users: readonly string[],
  width: number,
  vectors: Float32Array,
): string {
  const lines = [[heading, ...Array.from({ length: width }, (_, j) => `v${j + 1}`)].map(cell).join(',')]
  for (const [row, user] of users.entries()) {
    const numbers = Array.from(vectors.subarray(row * width, (row + 1) * width), (x) =>
      String(Number(x.toPrecision(8))),
    )
    lines.push([cell(user), ...numbers].join(','))
  }
  return `${lines.join('\n')}\n`
}

/** Quoted where needed; what a spreadsheet would run is made text. */
export function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text
  return /[",\n\r]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
