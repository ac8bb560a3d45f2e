/** Numbers written one after the other, by commas, semicolons or spaces; empty where nothing is written, null where something is no number. */
export function readCuts(text: string): number[] | null {
  const words = text.split(/[,;，；、\s]+/).filter((word) => word !== '')
  const numbers = words.map((word) => Number(word.replace('−', '-')))
  return numbers.every(Number.isFinite) ? [...new Set(numbers)].sort((a, b) => a - b) : null
}
