/**
 * An epoch of MovieLens 100k for each model with the settings that a user gets: on two threads against one, in one run, from the same
 * start and to the same bits, which is checked.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { sequenceModels } from '../../src-main/contract/models.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import { threadedParallel } from '../../src-main/engine/threaded-parallel.ts'
import { readTable } from '../../src-main/ingest/read-table.ts'
import { sequencesFromTable } from '../../src-main/models/data/sequences-from-table.ts'
import { planTraining } from '../../src-main/models/training/plan-training.ts'
import { trainModel } from '../../src-main/models/training/train-model.ts'
import { serial } from '../../src-main/numeric/parallel.ts'

const ratings = fileURLToPath(
  new URL('../../../shared/data/behaviour/ml-100k/ml-100k.inter', import.meta.url),
)
const map = { user: 'user_id:token', item: 'item_id:token', time: 'timestamp:float' }

if (existsSync(ratings)) await measure()
else console.log('models-epoch: skipped, ../shared is absent')

async function measure(): Promise<void> {
  const sequences = sequencesFromTable(await readTable({ path: ratings }), map)
  const threads = threadedParallel(new URL('../../src-main/worker.ts', import.meta.url), 2)
  console.log(
    `models-epoch: ${sequences.item.length} events, ${sequences.items.length} items, an epoch with its validation`,
  )
  for (const model of sequenceModels) {
    const plan = planTraining(sequences, { model, epochs: 1, seed: 1, k: [10], options: {} })
    const one = await trainModel(sequences, plan, serial, silent)
    const two = await trainModel(sequences, plan, threads, silent)
    if (one.weights.some((weight, i) => weight !== two.weights[i]))
      throw new Error('threads changed the bits')
    const [alone, together] = [one.history[0].seconds, two.history[0].seconds]
    console.log(`  ${model}: ${alone.toFixed(2)} s on one thread, ${together.toFixed(2)} s on two`)
    console.log(`  ratio ${(alone / together).toFixed(2)}`)
  }
  await threads.close()
}
