/** A number as it reads in a sentence: four significant digits. */
export function readable(value: number): string {
  return String(Number(value.toPrecision(4)))
}

/** A p-value as it reads after the letter p, never 0: "= 0.042", "< 0.001". */
export function readablePValue(value: number): string {
  return value < 0.001 ? '< 0.001' : `= ${value.toFixed(3)}`
}

/** A p-value as a result carries it: kept by earlier versions as a bare number, "0" or "0.0423", it reads as it does now. */
export function keptPValue(kept: string | number): string {
  const value = Number(kept)
  return Number.isNaN(value) ? String(kept) : readablePValue(value)
}
