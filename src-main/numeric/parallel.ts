/**
 * Work split over worker threads. A kernel is a named pure function that every worker has in its table
 * (`engine/kernels.ts`); `shared` goes to each worker once (its SharedArrayBuffers are not copied), tasks are
 * dealt out one by one, and results come back in the order of the tasks, so nothing depends on the number of workers.
 */
export interface Kernel<Shared, Task, Result> {
  readonly name: string
  readonly run: (shared: Shared, task: Task) => Result
}

export interface Parallel {
  readonly workers: number
  /** Rejects with the first task's error. `onDone` is told how many tasks are done; it may throw to stop the rest. */
  map<Shared, Task, Result>(
    kernel: Kernel<Shared, Task, Result>,
    shared: Shared,
    tasks: readonly Task[],
    onDone?: (done: number) => void,
  ): Promise<Awaited<Result>[]>
}

export function kernel<Shared, Task, Result>(
  name: string,
  run: (shared: Shared, task: Task) => Result,
): Kernel<Shared, Task, Result> {
  return { name, run }
}

/** Runs every task here, in order. The reference that the threaded one must equal to the bit. */
export const serial: Parallel = {
  workers: 1,
  async map(kernel, shared, tasks, onDone) {
    const results = []
    for (const task of tasks) {
      results.push(await kernel.run(shared, task))
      onDone?.(results.length)
    }
    return results
  },
}
