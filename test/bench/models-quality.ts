/**
 * How well each model ranks MovieLens 100k with the settings that a user gets, every training run to its own end by the validation
 * items: `node test/bench/models-quality.ts [model …] [seeds] [plain]`, `gru sasrec 3` where none are given; `plain` leaves
 * out what models learn of repeats, as RecBole's have nothing of the kind. RecBole's protocol: leave-one-out by time, all items ranked, history not masked, k = 10. Test items are the same users' for every model and seed, so
 * models are compared user by user: the mean of what a user's seeds give, less that of the first model, with the error over users.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type SequenceModel, sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { askInBatches } from '../../src-main/models/ask-in-batches.ts'
import type { Sequences } from '../../src-main/models/data/sequences.ts'
import { sequencesFromTable } from '../../src-main/models/data/sequences-from-table.ts'
import { withHeld } from '../../src-main/models/hold-model.ts'
import { trialsToRank } from '../../src-main/models/training/objective.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { type Training, type TrainingPlan, trainModel } from '../../src-main/models/training/train-model.ts'
import type { Parallel } from '../../src-main/numeric/parallel.ts'

const ratings = fileURLToPath(
  new URL('../../../shared/data/behaviour/ml-100k/ml-100k.inter', import.meta.url),
)
const map = { user: 'user_id:token', item: 'item_id:token', time: 'timestamp:float' }
/** As many as a user gets at most. */
const epochs = 60
const k = 10

/** What each of the figures gives for a test item's rank. */
const figures = {
  'HR@10': (rank: number) => (rank <= k ? 1 : 0),
  'NDCG@10': (rank: number) => (rank <= k ? 1 / Math.log2(rank + 1) : 0),
} as const
type Figure = keyof typeof figures
const names = Object.keys(figures) as Figure[]

const isModel = (word: string): word is SequenceModel => (sequenceModels as readonly string[]).includes(word)
const asked = process.argv.slice(2).filter(isModel)
const options = process.argv.includes('plain') ? { repeats: 0 } : {}
const seeds = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 3)

if (existsSync(ratings)) await measure(asked.length > 0 ? asked : ['gru', 'sasrec'])
else console.log('models-quality: skipped, ../shared is absent')

async function measure(models: readonly SequenceModel[]): Promise<void> {
  const sequences = sequencesFromTable(await readTable({ path: ratings }), map)
  const threads = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), 2)
  console.log(
    `models-quality: ${sequences.users.length} users, ${sequences.item.length} events, ${seeds} seeds`,
  )
  const perUser = new Map<SequenceModel, Record<Figure, Float64Array>>()
  for (const model of models) {
    const sums = { 'HR@10': new Float64Array(), 'NDCG@10': new Float64Array() }
    for (let seed = 1; seed <= seeds; seed++) {
      const plan = planTraining(sequences, { model, epochs, seed, k: [k], options })
      if (seed === 1) console.log(`\n${model} ${JSON.stringify(plan.used)}`)
      const training = await trainModel(sequences, plan, threads, silent)
      const ranks = await testRanks(sequences, plan, training, threads)
      report(seed, training)
      for (const name of names) {
        const own = ranks.map(figures[name])
        sums[name] = sums[name].length === 0 ? own : sums[name].map((sum, user) => sum + own[user])
      }
    }
    perUser.set(model, sums)
    for (const name of names) {
      const { mean, error } = meanOf(sums[name].map((sum) => sum / seeds))
      console.log(`  ${name} ${mean.toFixed(4)}, error over users ${error.toFixed(4)}`)
    }
    if (model !== models[0]) compare(models[0], perUser.get(models[0])!, sums)
  }
  await threads.close()
}

function report(seed: number, { history, bestEpoch, metrics }: Training): void {
  const { validation } = history.find(({ epoch }) => epoch === bestEpoch)!
  console.log(
    `  seed ${seed}: best after ${bestEpoch + 1} of ${history.length} epochs, validation NDCG@10 ${validation['ndcg@10'].toFixed(4)}, ` +
      `test HR@10 ${metrics['hr@10'].toFixed(4)}, NDCG@10 ${metrics['ndcg@10'].toFixed(4)}`,
  )
}

function compare(
  first: SequenceModel,
  theirs: Record<Figure, Float64Array>,
  own: Record<Figure, Float64Array>,
): void {
  for (const name of names) {
    const { mean, error } = meanOf(own[name].map((sum, user) => (sum - theirs[name][user]) / seeds))
    console.log(`  ${name} less that of ${first}: ${mean.toFixed(4)} ± ${error.toFixed(4)} (standard error)`)
  }
}

/** Each user's rank of the test item with the weights that were kept. */
async function testRanks(
  sequences: Sequences,
  { architecture }: TrainingPlan,
  { weights }: Training,
  parallel: Parallel,
): Promise<Float64Array> {
  const trials = trialsToRank(architecture, sequences, 'test')
  const ranks = new Float64Array(trials.length)
  await withHeld(parallel, { architecture, weights }, {}, silent, (held) =>
    askInBatches(
      held,
      sequences,
      trials,
      silent,
      (batch) => held.rank(batch),
      (own, first) => ranks.set(own, first),
    ),
  )
  return ranks
}

function meanOf(values: Float64Array): { readonly mean: number; readonly error: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, error: Math.sqrt(squares / (values.length - 1) / values.length) }
}
