/** A number as it reads in a sentence: four significant digits. */
export function readable(value: number): string {
  return String(Number(value.toPrecision(4)))
}
