/** A straight map from data to pixels, and round numbers along it. */
export interface Scale {
  (value: number): number
  readonly ticks: readonly number[]
}

/** About `count` ticks at 1, 2 or 5 times a power of ten; the domain grows to the outer ticks. */
export function linear(from: number, to: number, start: number, end: number, count = 5): Scale {
  const span = to > from ? to - from : Math.abs(from) || 1
  const rough = span / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 5, 10].find((multiple) => multiple * power >= rough * 0.999) ?? 10) * power
  const first = Math.floor(from / step + 1e-9)
  const last = Math.ceil((to > from ? to : from + span) / step - 1e-9)
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step))
  const low = first * step
  const high = last * step
  const scale = (value: number) => round(start + ((value - low) / (high - low)) * (end - start))
  return Object.assign(scale, { ticks })
}

/** Pixels to a hundredth: enough for paper, and the same text on every machine. */
export function round(value: number): number {
  return Math.round(value * 100) / 100
}

function tidy(value: number): number {
  return Number(value.toPrecision(12))
}

/** Width of a text in pixels, as near as one comes without a font: CJK characters are square, others about half as wide. */
export function textWidth(text: string, size: number): number {
  let width = 0
  for (const character of text)
    width += /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]/.test(character) ? 1 : 0.56
  return width * size
}

/** A text no wider than this many pixels, with an ellipsis where it was cut. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  let kept = ''
  for (const character of text) {
    if (textWidth(`${kept}${character}…`, size) > width) break
    kept += character
  }
  return `${kept}…`
}
