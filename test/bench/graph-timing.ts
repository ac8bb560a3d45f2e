/** The median time of a run in milliseconds, after three that only warm up. */
export function medianMs(run: () => unknown, repetitions: number): number {
  for (let i = 0; i < 3; i++) run()
  const times: number[] = []
  for (let i = 0; i < repetitions; i++) {
    const start = performance.now()
    run()
    times.push(performance.now() - start)
  }
  return times.sort((a, b) => a - b)[Math.floor(repetitions / 2)]
}
