/** Derivative of ln Γ, x > 0: recurrence up to 6, then the asymptotic series (Abramowitz and Stegun 6.3.18); error below 10⁻¹². */
export function digamma(x: number): number {
  let shift = 0
  let at = x
  while (at < 8) {
    shift -= 1 / at
    at++
  }
  const inverse = 1 / (at * at)
  const series =
    inverse *
    (1 / 12 -
      inverse *
        (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse * (1 / 132 - inverse * (691 / 32760))))))
  return shift + Math.log(at) - 0.5 / at - series
}

/** exp E[ln p] of a Dirichlet with these parameters, `count` of them `stride` apart from `start`, written over `into`. */
export function expectedLogs(
  parameters: Float64Array,
  start: number,
  count: number,
  stride: number,
  into: Float64Array,
): void {
  let total = 0
  for (let i = 0; i < count; i++) total += parameters[start + i * stride]
  const whole = digamma(total)
  for (let i = 0; i < count; i++) {
    into[start + i * stride] = Math.exp(digamma(parameters[start + i * stride]) - whole)
  }
}
