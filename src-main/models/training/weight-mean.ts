/** So many steps' weights count at first, lest the mean drag the start along (as TensorFlow's moving averages count updates). */
const young = 9

/**
 * How far the mean of the weights moves to them `at` so many epochs of `steps` steps each: an exponential mean over about `epochs`
 * epochs (Polyak and Juditsky 1992 average all steps), shorter while training is younger than that. A function of the place in
 * training alone: a training that goes on has the mean of one that never stopped.
 */
export function meanShareAt(at: number, steps: number, epochs: number): number {
  return Math.max(young / (young - 1 + at * steps), 1 - Math.exp(-1 / (epochs * steps)))
}
