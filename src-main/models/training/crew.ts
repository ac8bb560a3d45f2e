import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import { type Kernel, kernel, type Parallel } from '../../numeric/parallel.ts'
import { control } from './memory-layout.ts'

/** What the threads of a crew share, with the place of their control block in it. Plain data. */
export interface Site {
  readonly memory: WebAssembly.Memory
  readonly layout: { readonly control: number }
  readonly shards: number
}

/** One thread's hands on the shared memory. What a part computes does not depend on which thread does it. */
export interface Lane {
  run(phase: number, part: number): void
}

/** A thread's work on one kind of site: how it begins, here and as a kernel on other threads. */
export interface LaneKind<Shared extends Site> {
  readonly open: (site: Shared, index: number) => Lane
  readonly kernel: Kernel<Shared, number, null>
}

/**
 * Threads that share the parts of each phase. Parts are claimed by compare-and-exchange on one word, generation above, parts
 * left below: a thread that wakes late cannot take a part of the next phase for one of the last. Each part's result lies
 * in its own memory and is summed in a fixed order, so any number of threads gives the same bits.
 */
export interface Crew {
  /** Runs every part and returns when all are done. Throws CANCELLED and WORKER_CRASHED. */
  run(phase: number, parts: number): void
  close(): Promise<void>
}

const partBits = 10
const partMask = (1 << partBits) - 1
/** Looks at memory this often before a thread sleeps: the next phase usually follows at once. */
const looks = 2000
/** Without a part done for this long, a thread is taken for dead. */
const patienceMs = 60_000

export function openCrew<Shared extends Site>(
  site: Shared,
  kind: LaneKind<Shared>,
  parallel: Parallel,
  monitor: Monitor,
): Crew {
  const board = new Int32Array(site.memory.buffer, site.layout.control, control.bytes / 4)
  const lane = kind.open(site, 0)
  const others = Array.from({ length: Math.min(parallel.workers, site.shards) - 1 }, (_, i) => i + 1)
  let ended: unknown = null
  const running = others.length === 0 ? null : parallel.map(kind.kernel, site, others)
  running?.catch((error: unknown) => {
    ended = error
  })
  let generation = 0

  const waitForAll = (parts: number) => {
    for (let look = 0; look < looks; look++) if (Atomics.load(board, control.done) === parts) return
    const started = performance.now()
    for (;;) {
      const done = Atomics.load(board, control.done)
      if (done === parts) return
      monitor.check()
      if (performance.now() - started > patienceMs)
        throw fail('WORKER_CRASHED', { detail: 'a training thread' })
      Atomics.wait(board, control.done, done, 200)
    }
  }
  return {
    run(phase, parts) {
      Atomics.store(board, control.phase, phase)
      Atomics.store(board, control.done, 0)
      generation = (generation + 1) & 0x1fffff
      Atomics.store(board, control.work, (generation << partBits) | parts)
      if (others.length > 0) Atomics.notify(board, control.work)
      workUntilNone(board, lane.run)
      waitForAll(parts)
    },
    async close() {
      Atomics.store(board, control.stopped, 1)
      Atomics.add(board, control.work, 1 << partBits)
      Atomics.notify(board, control.work)
      if (running !== null) await running.catch(() => undefined)
      if (ended !== null) throw ended
    },
  }
}

/** Takes parts until none is left; returns the word that said so. */
function workUntilNone(board: Int32Array, run: Lane['run']): number {
  for (;;) {
    const word = Atomics.load(board, control.work)
    if ((word & partMask) === 0) return word
    if (Atomics.compareExchange(board, control.work, word, word - 1) !== word) continue
    run(Atomics.load(board, control.phase), (word & partMask) - 1)
    Atomics.add(board, control.done, 1)
    Atomics.notify(board, control.done)
  }
}

/** Lanes of one kind; each further thread of a crew runs the kernel of this name until the crew is closed. */
export function laneKind<Shared extends Site>(
  name: string,
  open: LaneKind<Shared>['open'],
): LaneKind<Shared> {
  return {
    open,
    kernel: kernel<Shared, number, null>(name, (site, index) => {
      const board = new Int32Array(site.memory.buffer, site.layout.control, control.bytes / 4)
      const lane = open(site, index)
      while (Atomics.load(board, control.stopped) === 0) {
        const word = workUntilNone(board, lane.run)
        let look = 0
        while (look < looks && Atomics.load(board, control.work) === word) look++
        if (look === looks) Atomics.wait(board, control.work, word, 1000)
      }
      return null
    }),
  }
}
