import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import type { SequenceModel } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { sequencesFromTable } from '../../src-main/models/data/sequences-from-table.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { trainModel } from '../../src-main/models/training/train-model.ts'

const ratings = fileURLToPath(
  new URL('../../../shared/data/behaviour/ml-100k/ml-100k.inter', import.meta.url),
)
const threads = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), 2)
afterAll(() => threads.close())

const measured = new Map<SequenceModel, { readonly hr: number; readonly ndcg: number }>()

/** MovieLens 100k with the settings that a user gets, which were tuned on its validation items alone. */
async function metricsOf(model: SequenceModel, epochs: number) {
  const table = await readTable({ path: ratings })
  const map = { user: 'user_id:token', item: 'item_id:token', time: 'timestamp:float' }
  const sequences = sequencesFromTable(table, map)
  const plan = planTraining(sequences, { model, epochs, seed: 1, k: [10], options: {} })
  const { metrics, testUsers, history } = await trainModel(sequences, plan, threads, silent)
  const [hr, ndcg] = [metrics['hr@10'], metrics['ndcg@10']]
  console.log(`${model}: HR@10 ${hr.toFixed(4)}, NDCG@10 ${ndcg.toFixed(4)}, ${history.length} epochs`)
  expect(testUsers).toBe(943)
  measured.set(model, { hr, ndcg })
  return { hr, ndcg }
}

// RecBole 1.2's GRU4Rec, same protocol (leave-one-out by time, all items ranked, history not masked): HR@10 .1103, NDCG@10 .0513.
// The bounds are the better ones asked for: .126 and .058.
test.skipIf(!existsSync(ratings))(
  'gated recurrent units rank MovieLens 100k better than RecBole’s GRU4Rec',
  async () => {
    const { hr, ndcg } = await metricsOf('gru', 18)
    expect(hr).toBeGreaterThanOrEqual(0.126)
    expect(ndcg).toBeGreaterThanOrEqual(0.058)
  },
  1_800_000,
)

// It stays behind on the validation items too: a warm-up with decay over 20 epochs, on 50 items in batches of 64 or 100 in batches of 32,
// comes to NDCG@10 .0616 at best there, the recurrent units’ own settings to .0670.
test.skipIf(!existsSync(ratings))(
  'self-attention clears the same bounds, and comes within a tenth of gated recurrent units',
  async () => {
    const { hr, ndcg } = await metricsOf('sasrec', 15)
    expect(hr).toBeGreaterThanOrEqual(0.126)
    expect(ndcg).toBeGreaterThanOrEqual(0.058)
    const gru = measured.get('gru')
    if (gru === undefined) return
    expect(hr).toBeGreaterThanOrEqual(0.9 * gru.hr)
    expect(ndcg).toBeGreaterThanOrEqual(0.9 * gru.ndcg)
  },
  1_800_000,
)
