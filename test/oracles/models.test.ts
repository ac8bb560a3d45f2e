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

interface Measured {
  readonly hr: number
  readonly ndcg: number
  /** NDCG@10 of the validation items, by which the settings were chosen. */
  readonly validation: number
}
const measured = new Map<SequenceModel, Measured>()

/** An eighth of what a user gets at most: the bounds are cleared well before the validation stops rising. */
const epochs = 8

/** MovieLens 100k with the settings that a user gets, which were tuned on its validation items alone. */
async function metricsOf(model: SequenceModel): Promise<Measured> {
  const table = await readTable({ path: ratings })
  const map = { user: 'user_id:token', item: 'item_id:token', time: 'timestamp:float' }
  const sequences = sequencesFromTable(table, map)
  const plan = planTraining(sequences, { model, epochs, seed: 1, k: [10], options: {} })
  const { metrics, testUsers, history } = await trainModel(sequences, plan, threads, silent)
  const [hr, ndcg] = [metrics['hr@10'], metrics['ndcg@10']]
  const validation = Math.max(...history.map((epoch) => epoch.validation['ndcg@10']))
  console.log(
    `${model}: HR@10 ${hr.toFixed(4)}, NDCG@10 ${ndcg.toFixed(4)} (validation ${validation.toFixed(4)})`,
  )
  expect(testUsers).toBe(943)
  measured.set(model, { hr, ndcg, validation })
  return { hr, ndcg, validation }
}

// RecBole 1.2's GRU4Rec, same protocol (leave-one-out by time, all items ranked, history not masked): HR@10 .1103, NDCG@10 .0513; .126
// and .058 were asked for. Without what models learn of repeats, trained to their end, the recurrent units come to .136 and .065
// (`test/bench/models-quality.ts plain`). Here .1718 and .0889, validation .1093; where a processor rounds a multiply-add otherwise, a
// training takes another way, and 943 users are few: hence the margins.
test.skipIf(!existsSync(ratings))(
  'gated recurrent units rank MovieLens 100k better than RecBole’s GRU4Rec',
  async () => {
    const { hr, ndcg } = await metricsOf('gru')
    expect(hr).toBeGreaterThanOrEqual(0.15)
    expect(ndcg).toBeGreaterThanOrEqual(0.078)
  },
  1_800_000,
)

// Here .1962 and .0983, validation .1106. Over seeds 1 to 3 after as many epochs, user by user, HR@10 is .024 above that of the recurrent
// units (standard error .007) and NDCG@10 .010 (.004); on the validation items .004 (.008) and .002 (.004). Trained to their end it is .007
// (.008) and .003 (.005) above them (`test/bench/models-quality.ts`).
test.skipIf(!existsSync(ratings))(
  'self-attention is the equal of gated recurrent units, at least',
  async () => {
    const { hr, ndcg, validation } = await metricsOf('sasrec')
    expect(hr).toBeGreaterThanOrEqual(0.165)
    expect(ndcg).toBeGreaterThanOrEqual(0.085)
    const gru = measured.get('gru')
    if (gru === undefined) return
    expect(validation).toBeGreaterThanOrEqual(0.97 * gru.validation)
    expect(hr).toBeGreaterThanOrEqual(gru.hr)
    expect(ndcg).toBeGreaterThanOrEqual(gru.ndcg)
  },
  1_800_000,
)
