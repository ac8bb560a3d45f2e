import { widthOf } from './label-margin.ts'

/** Of letters of 12 pixels, wide enough for the bold ones. */
const letterWidth = 6.9

/** The text in at most so many lines of a width in pixels, broken between words; what does not fit ends in an ellipsis. */
export function wrapLabel(text: string, width: number, most: number): string {
  const room = Math.max(4, width / letterWidth)
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1]
    if (last !== undefined && widthOf(`${last} ${word}`) <= room) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  const kept = lines.slice(0, most)
  if (lines.length > most) kept[most - 1] = `${kept[most - 1]} …`
  return kept.map((line) => shortened(line, room)).join('\n')
}

function shortened(line: string, room: number): string {
  if (widthOf(line) <= room) return line
  const letters = [...line]
  while (letters.length > 1 && widthOf(letters.join('')) > room - 1) letters.pop()
  return `${letters.join('').trimEnd()}…`
}
