/** Pixels to the left of a chart for labels of this text, at most 45 % of it: Chinese letters are twice as wide as Latin ones. */
export function labelMargin(labels: readonly string[], chartWidth: number): number {
  const widest = Math.max(0, ...labels.map(widthOf))
  return Math.min(chartWidth * 0.45, 24 + Math.max(6, widest) * 7.2)
}

/** In Latin letters; Chinese ones are wider. */
export function widthOf(label: string): number {
  let width = 0
  for (const letter of label) width += letter.charCodeAt(0) > 0x2e80 ? 1.75 : 1
  return width
}
