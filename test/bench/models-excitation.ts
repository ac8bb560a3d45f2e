/**
 * The behaviour graph of thirty event types with half-lives chosen from the data, against the same by its definitions: every node of every
 * gap visited, every type's decay refined with passes of its own (`plainEffects`). One thread for the ratio, then as many as there are.
 */
import { availableParallelism } from 'node:os'
import { silent } from '../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import { estimateExcitation } from '../../src-main/models/excitation/estimate-excitation.ts'
import { serial } from '../../src-main/numeric/parallel.ts'
import { drawHawkes } from '../models/hawkes-users.ts'
import { plainEffects } from '../models/plain-excitation.ts'

const types = 30
const truth = {
  types,
  effects: Array.from({ length: types }, (_, a) =>
    Array.from({ length: types }, (_, b) => (b === a || b === a + 1 ? 0.2 : 0)),
  ),
  decay: 1,
  length: 40,
  rate: 0.03,
  spread: 0.8,
}

const few = drawHawkes({ ...truth, users: 50 }, 1)
await estimateExcitation(few, { alpha: 0.05 }, serial, silent)
const [ours, seconds] = await timed(() => estimateExcitation(few, { alpha: 0.05 }, serial, silent))
const decays = Array.from({ length: 25 }, (_, i) => Math.log(0.5) + (i * Math.log(200)) / 24)
const [plain, plainSeconds] = await timed(async () => plainEffects(few, decays))
const apart = ours.pairs.filter(({ to, from, effect, pValue }) => {
  const { effects } = plain[ours.pairs.findIndex((pair) => pair.to === to) / types]
  return pValue < 1e-6 && Math.abs(effects[Number(from.slice(4))] / effect - 1) > 0.05
}).length
console.log(
  `models-excitation: ${types} types, ${few.time.length} events, half-lives chosen: ${seconds.toFixed(2)} s against ` +
    `${plainSeconds.toFixed(2)} s by the definitions; ${apart} sure effects differ by more than 5 %`,
)
console.log(`  ratio ${(plainSeconds / seconds).toFixed(1)}`)

const many = drawHawkes({ ...truth, users: 600 }, 2)
const threads = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), availableParallelism())
const [first, alone] = await timed(() => estimateExcitation(many, { alpha: 0.05 }, serial, silent))
const [second, together] = await timed(() => estimateExcitation(many, { alpha: 0.05 }, threads, silent))
await threads.close()
console.log(
  `models-excitation: ${types} types, ${many.time.length} events: ${alone.toFixed(1)} s on one thread, ${together.toFixed(1)} s on ` +
    `${availableParallelism()}; ${JSON.stringify(first) === JSON.stringify(second) ? 'the same bits' : 'DIFFERENT BITS'}`,
)

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const started = performance.now()
  const result = await work()
  return [result, (performance.now() - started) / 1000]
}
