/** One figure that someone published and this copy must find again. */
export interface Check {
  readonly name: string
  readonly source: string
  readonly expected: number | string
  /** Largest difference that the published digits allow; 0 for text. */
  readonly tolerance: number
  readonly compute: () => number | string
}

export function passes(check: Check, got: number | string): boolean {
  if (typeof check.expected === 'string' || typeof got === 'string') return got === check.expected
  return Math.abs(got - check.expected) <= check.tolerance
}
