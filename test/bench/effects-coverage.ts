import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { type CoverageSums, coverageFrom, coverageSums, studies } from '../effects/coverage-designs.ts'

/**
 * The simulation study in full: `node test/bench/effects-coverage.ts [seeds] [word …]`, 500 seeds where none are given,
 * of every study or of those whose label or design has one of the words; two threads.
 */
interface Task {
  readonly study: number
  readonly from: number
  readonly to: number
}

const seedsPerTask = 10

if (isMainThread) await main()
else {
  parentPort!.on('message', ({ study, from, to }: Task) => {
    parentPort!.postMessage(coverageSums(studies[study], from, to))
  })
}

async function main(): Promise<void> {
  const seeds = Number(process.argv[2] ?? 500)
  const words = process.argv.slice(3)
  const chosen = studies.flatMap(({ label, design }, index) =>
    words.length === 0 || words.some((word) => `${label}, ${design.name}`.includes(word)) ? [index] : [],
  )
  const parts = new Map(chosen.map((index) => [index, [] as CoverageSums[]]))
  const tasks = chosen.flatMap((study) =>
    Array.from({ length: Math.ceil(seeds / seedsPerTask) }, (_, k): Task => {
      const from = 1 + k * seedsPerTask
      return { study, from, to: Math.min(seeds + 1, from + seedsPerTask) }
    }),
  )
  console.log(`${seeds} seeds, 95 % intervals; those that must cover lie in 91–98 %`)
  console.log(
    'design'.padEnd(28),
    'estimator'.padEnd(24),
    'rows'.padStart(5),
    'bias'.padStart(8),
    'rmse'.padStart(8),
    'se'.padStart(8),
    'covers'.padStart(8),
    'warns'.padStart(8),
  )
  let missed = 0
  const expected = Math.ceil(seeds / seedsPerTask)
  const finish = (index: number, sums: CoverageSums) => {
    const own = parts.get(index)!
    own.push(sums)
    if (own.length === expected && !print(index, own)) missed++
  }
  const threads = Math.min(2, availableParallelism())
  await Promise.all(Array.from({ length: threads }, () => work(tasks, finish)))
  console.log(missed === 0 ? 'every pair that must cover does' : `${missed} pairs that must cover do not`)
  process.exitCode = missed === 0 ? 0 : 1
}

/** Takes tasks off the list until there are none. */
function work(tasks: Task[], finish: (index: number, sums: CoverageSums) => void): Promise<void> {
  const worker = new Worker(new URL(import.meta.url))
  return new Promise((resolve, reject) => {
    let current: Task | undefined
    const next = () => {
      current = tasks.shift()
      if (current) worker.postMessage(current)
      else worker.terminate().then(() => resolve())
    }
    worker.on('error', reject)
    worker.on('message', (sums: CoverageSums) => {
      finish(current!.study, sums)
      next()
    })
    next()
  })
}

/** Whether it covers, or need not. */
function print(index: number, own: readonly CoverageSums[]): boolean {
  const study = studies[index]
  const { bias, rootMeanSquare, standardError, covered, warned, failed } = coverageFrom(own)
  const within = covered >= 0.91 && covered <= 0.98
  console.log(
    study.design.name.padEnd(28),
    study.label.padEnd(24),
    String(study.rows ?? 500).padStart(5),
    bias.toFixed(3).padStart(8),
    rootMeanSquare.toFixed(3).padStart(8),
    standardError.toFixed(3).padStart(8),
    `${(100 * covered).toFixed(1)} %`.padStart(8),
    `${(100 * warned).toFixed(0)} %`.padStart(8),
    study.mustCover ? (within ? 'must: yes' : 'must: NO') : '',
    failed > 0 ? `${failed} failed` : '',
  )
  return within || !study.mustCover
}
