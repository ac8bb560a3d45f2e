import { type Monitor, partOf, silent } from '../contract/monitor.ts'
import type { Kernel, Parallel } from './parallel.ts'

/** Tasks for workers, as a step of a longer computation. */
interface Work {
  readonly kernel: Kernel<unknown, unknown, unknown>
  readonly shared: unknown
  readonly tasks: readonly unknown[]
}

/**
 * A computation with parts that may be spread over workers. Written once as a generator, it runs on the spot inside
 * a kernel or a test (`runHere`), or over workers inside a job (`runOn`), with the same bits.
 */
export type Steps<T> = Generator<Work, T, unknown[]>

/** `const forests = yield* spread(growTree, columns, seeds)` */
export function* spread<Shared, Task, Result>(
  kernel: Kernel<Shared, Task, Result>,
  shared: Shared,
  tasks: readonly Task[],
): Steps<Result[]> {
  if (tasks.length === 0) return []
  const results = yield { kernel: kernel as Kernel<unknown, unknown, unknown>, shared, tasks }
  return results as Result[]
}

/** Runs every task here, in order. */
export function runHere<T>(steps: Steps<T>, monitor: Monitor = silent): T {
  let state = steps.next()
  while (!state.done) {
    const { kernel, shared, tasks } = state.value
    const results = []
    for (const task of tasks) {
      monitor.check()
      results.push(kernel.run(shared, task))
    }
    state = steps.next(results)
  }
  return state.value
}

/** Spreads tasks over workers; each group of tasks fills half of what is left of the progress. */
export async function runOn<T>(steps: Steps<T>, parallel: Parallel, monitor: Monitor = silent): Promise<T> {
  let state = steps.next()
  let from = 0
  while (!state.done) {
    monitor.check()
    const { kernel, shared, tasks } = state.value
    const to = from + (1 - from) / 2
    const part = partOf(monitor, from, to)
    const results = await parallel.map(kernel, shared, tasks, (done) => {
      part.check()
      part.report(done / tasks.length)
    })
    from = to
    state = steps.next(results)
  }
  return state.value
}
