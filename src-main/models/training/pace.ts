/** The last step of a falling schedule, as a share of the largest. */
const least = 0.02

/**
 * The share of the step size that is taken `at` so many epochs of `epochs`: it rises evenly over the first `warmup` epochs, then falls
 * evenly to a fiftieth by the last (Vaswani et al. 2017, sec. 5.3, warm up for the same reason: Adam's second moments are still
 * guesses). Where `warmup` is 0 it is 1 throughout. A function of the place in training alone: a training that goes on takes
 * the steps of one that never stopped.
 */
export function paceAt(at: number, epochs: number, warmup: number): number {
  if (warmup === 0) return 1
  const rising = Math.min(warmup, epochs)
  if (at < rising) return at / rising
  return epochs === rising ? 1 : least + (1 - least) * (1 - (at - rising) / (epochs - rising))
}
